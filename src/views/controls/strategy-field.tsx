import { useId } from 'react';
import { findStrategy } from '../../decode/strategies/registry.ts';
import { unmetReason } from '../../state/settings-check.ts';
import { useWatch } from '../watch-context.ts';
import { strategyGroups } from './strategy-groups.ts';

/** The menu of strategies with what the chosen one does; those the runtime cannot run are listed with the reason. */
export function StrategyField() {
  const id = useId();
  const chosen = useWatch((state) => state.settings.strategy);
  const choose = useWatch((state) => state.chooseStrategy);
  const unmet = useWatch((state) => state.unmet);
  const { summary, source } = findStrategy(chosen);
  const problem = unmetReason(findStrategy(chosen), unmet);
  return (
    <>
      <div className="field">
        <label htmlFor={id}>Strategy: which slots are committed first</label>
        <select
          id={id}
          className="select"
          value={chosen}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => choose(event.target.value)}
        >
          {strategyGroups.map(({ label, strategies }) => (
            <optgroup key={label} label={label}>
              {strategies.map((strategy) => {
                const reason = unmetReason(strategy, unmet);
                return (
                  <option
                    key={strategy.id}
                    value={strategy.id}
                    disabled={reason !== null}
                    title={reason ?? strategy.summary}
                  >
                    {reason === null ? strategy.label : `${strategy.label}: not on this runtime`}
                  </option>
                );
              })}
            </optgroup>
          ))}
        </select>
        {problem !== null && (
          <p id={`${id}-problem`} className="problem">
            {problem}
          </p>
        )}
      </div>
      <p className="strategy-summary small muted">
        {summary} <span className="source">{source}</span>
      </p>
    </>
  );
}
