import { strategies } from '../decode/strategies/registry.ts';
import { settingsProblems } from '../state/settings-check.ts';
import type { Settings } from '../state/settings-slice.ts';
import { NumberField } from './number-field.tsx';
import { SelectField } from './select-field.tsx';
import { TextField } from './text-field.tsx';
import { useWatch } from './watch-context.ts';

const strategyOptions = strategies.map(({ id, label }) => ({ value: id, label }));
const schedules = [
  { value: 'dream', label: 'Dream' },
  { value: 'llada', label: 'LLaDA' },
] as const;
const orders = [
  { value: 'temperature-first', label: 'temperature, then filter' },
  { value: 'filter-first', label: 'filter, then temperature' },
] as const;

/** Every knob of a decode. */
export function SettingsPanel() {
  const settings = useWatch((state) => state.settings);
  const change = useWatch((state) => state.change);
  const contextLength = useWatch(({ model }) => (model.phase === 'ready' ? model.model.manifest.contextLength : null));
  const problems = settingsProblems(settings, contextLength);
  const strategy = strategies.find(({ id }) => id === settings.strategy);

  const number = <Field extends NumberKey>(field: Field, label: string, step: number | 'any', hint: string) => (
    <NumberField
      label={label}
      value={settings[field]}
      step={step}
      min={0}
      hint={hint}
      problem={problems[field]}
      {...(isOptional(field) && { placeholder: 'off' })}
      onChange={(value) => change({ [field]: value })}
    />
  );
  return (
    <section className="settings" aria-label="Settings">
      <SelectField
        label="Strategy: which slots are committed first"
        value={settings.strategy}
        options={strategyOptions}
        onChange={(id) => change({ strategy: id, schedule: strategies.find((other) => other.id === id)!.schedule })}
      />
      <p className="strategy-summary small muted">
        {strategy?.summary} <span className="source">{strategy?.source}</span>
      </p>
      <div className="settings-grid">
        {number('canvasLength', 'Canvas', 1, 'Tokens to decode')}
        {number('steps', 'Steps', 1, 'Forward passes over all blocks')}
        {number(
          'blockLength',
          'Block',
          1,
          'Positions per block, filled left to right; the canvas length means no blocks',
        )}
        {number('temperature', 'Temperature', 0.1, '0 takes the most probable token')}
        {number('topP', 'Top-p', 0.05, 'Nucleus mass; empty is off')}
        {number('topK', 'Top-k', 1, 'Keep the k most probable; empty is off')}
        {number(
          'algTemp',
          'alg_temp',
          0.1,
          '0 takes the surest slots; above, slots are drawn by softmax(score / alg_temp)',
        )}
        <SelectField
          label="Schedule"
          value={settings.schedule}
          options={schedules}
          hint="How many tokens each step commits"
          onChange={(schedule) => change({ schedule })}
        />
        <TextField
          label="Seed"
          value={settings.seed}
          hint="The same seed gives the same decode on every machine"
          problem={problems.seed}
          onChange={(seed) => change({ seed })}
        />
      </div>
      <label className="check" title="A slot can never be filled with the mask token. Off in the reference code">
        <input
          type="checkbox"
          checked={settings.suppressMask}
          onChange={(event) => change({ suppressMask: event.target.checked })}
        />
        Suppress the mask token
      </label>
      <details className="advanced" open={problems.eps !== undefined || undefined}>
        <summary>Advanced</summary>
        <div className="settings-grid">
          {number('eps', 'eps', 'any', 'End of Dream’s time grid; at 0.001 the first step commits nothing')}
          <div className="wide">
            <SelectField
              label="Order of temperature and top-p"
              value={settings.order}
              options={orders}
              onChange={(order) => change({ order })}
            />
          </div>
        </div>
        <label className="check" title="Steps with a quota of 0 run for nothing in the reference code">
          <input
            type="checkbox"
            checked={settings.skipEmptySteps}
            onChange={(event) => change({ skipEmptySteps: event.target.checked })}
          />
          Skip steps that commit nothing
        </label>
      </details>
    </section>
  );
}

type NumberKey = {
  [Field in keyof Settings]: Settings[Field] extends number | null ? Field : never;
}[keyof Settings];

function isOptional(field: NumberKey): boolean {
  return field === 'topP' || field === 'topK';
}
