import { useId } from 'react';
import { findStrategy } from '../../decode/strategies/registry.ts';
import { unmetReason } from '../../state/settings-check.ts';
import { useWatch, useWords } from '../watch-context.ts';
import { FieldLabel } from './field-label.tsx';
import { strategyGroups } from './strategy-groups.ts';

interface StrategyFieldProps {
  /** Strategy id. */
  readonly chosen: string;
  readonly choose: (id: string) => void;
}

/** The menu of strategies with what the chosen one does; those the runtime cannot run are listed with the reason. */
export function StrategyField({ chosen, choose }: StrategyFieldProps) {
  const id = useId();
  const t = useWords();
  const unmet = useWatch((state) => state.unmet);
  const { summary, source } = findStrategy(chosen);
  const problem = unmetReason(findStrategy(chosen), unmet, t);
  return (
    <>
      <div className="field">
        <FieldLabel htmlFor={id} label={t('Strategy: which slots are committed first')} term="strategy" />
        <select
          id={id}
          className="select"
          value={chosen}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => choose(event.target.value)}
        >
          {strategyGroups.map(({ label, strategies }) => (
            <optgroup key={label} label={t(label)}>
              {strategies.map((strategy) => {
                const reason = unmetReason(strategy, unmet, t);
                return (
                  <option
                    key={strategy.id}
                    value={strategy.id}
                    disabled={reason !== null}
                    title={reason ?? t.core(strategy.summary)}
                  >
                    {reason === null
                      ? t.core(strategy.label)
                      : t('{{strategy}}: not on this runtime', { strategy: t.core(strategy.label) })}
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
        {t.core(summary)} <span className="source">{source}</span>
      </p>
    </>
  );
}
