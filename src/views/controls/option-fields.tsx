import { findStrategy } from '../../decode/strategies/registry.ts';
import type { OptionSpec, OptionValue, Strategy } from '../../decode/types.ts';
import { optionProblem, optionRange } from '../../state/settings-check.ts';
import type { Settings } from '../../state/settings-slice.ts';
import { useWords } from '../watch-context.ts';
import { NumberField } from './number-field.tsx';
import { SelectField } from './select-field.tsx';

interface OptionFieldsProps {
  readonly settings: Settings;
  readonly setOption: (name: string, value: OptionValue) => void;
}

/** The parameters of the chosen strategy, made from what it declares. */
export function OptionFields({ settings, setOption }: OptionFieldsProps) {
  const t = useWords();
  const strategy = findStrategy(settings.strategy);
  const given = settings.options[strategy.id];
  const specs = strategy.options ?? [];
  if (specs.length === 0) return null;
  return (
    <fieldset className="options settings-grid" aria-label={t('Options of the strategy')}>
      {specs.map((spec) => (
        <OptionField
          // The same name of another strategy is another field, with a draft of its own.
          key={`${strategy.id} ${spec.name}`}
          strategy={strategy}
          spec={spec}
          value={given !== undefined && Object.hasOwn(given, spec.name) ? given[spec.name]! : spec.default}
          onChange={(value) => setOption(spec.name, value)}
        />
      ))}
    </fieldset>
  );
}

interface OptionFieldProps {
  readonly strategy: Strategy;
  readonly spec: OptionSpec;
  readonly value: OptionValue;
  readonly onChange: (value: OptionValue) => void;
}

function OptionField({ strategy, spec, value, onChange }: OptionFieldProps) {
  const t = useWords();
  const label = t.core(inWords(spec.name));
  const summary = t.core(spec.summary);
  if (spec.kind === 'boolean') {
    return (
      <label className="check" title={summary}>
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        {label}
      </label>
    );
  }
  if (spec.kind === 'choice') {
    const options = spec.choices.map((choice) => ({ value: choice, label: t.core(choice) }));
    return <SelectField label={label} value={String(value)} options={options} hint={summary} onChange={onChange} />;
  }
  return (
    <NumberField
      label={label}
      value={typeof value === 'number' ? value : null}
      step={spec.kind === 'integer' ? 1 : 'any'}
      min={spec.min}
      max={spec.max}
      {...(spec.nullable && { placeholder: t('off') })}
      hint={`${summary} ${optionRange(spec, t)}`}
      problem={optionProblem(strategy, spec, value, t)}
      onChange={onChange}
    />
  );
}

/** `minTokens` as `Min tokens`. */
function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words[0]!.toUpperCase() + words.slice(1);
}
