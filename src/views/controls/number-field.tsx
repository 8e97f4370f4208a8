import { useId, useState } from 'react';
import { FieldLabel, type FieldLabelProps } from './field-label.tsx';

interface NumberFieldProps extends FieldLabelProps {
  /** `NaN` while the field holds no number; `null` = off, an empty field, where `placeholder` allows it. */
  readonly value: number | null;
  readonly step: number | 'any';
  readonly min?: number;
  readonly max?: number;
  /** What an empty field means, e.g. `off`; without it an empty field is no number. */
  readonly placeholder?: string;
  readonly hint: string;
  readonly problem: string | undefined;
  readonly onChange: (value: number | null) => void;
}

/** A number that may be mistyped: the text stays as typed, the message comes from the settings' own rules. */
export function NumberField(props: NumberFieldProps) {
  const { label, term, value, step, min, max, placeholder, hint, problem, onChange } = props;
  const id = useId();
  const [draft, setDraft] = useState(textOf(value));
  // The value may also change from outside, e.g. block length with canvas length.
  if (!Object.is(numberOf(draft, placeholder), value)) setDraft(textOf(value));
  return (
    <div className="field" title={hint}>
      <FieldLabel htmlFor={id} label={label} term={term} />
      <input
        id={id}
        className="input numeric"
        type="number"
        step={step}
        min={min}
        max={max}
        placeholder={placeholder}
        value={draft}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => {
          setDraft(event.target.value);
          onChange(numberOf(event.target.value, placeholder));
        }}
      />
      {problem !== undefined && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  );
}

function numberOf(text: string, placeholder: string | undefined): number | null {
  if (text.trim() === '') return placeholder === undefined ? Number.NaN : null;
  return Number(text);
}

function textOf(value: number | null): string {
  return value === null || Number.isNaN(value) ? '' : String(value);
}
