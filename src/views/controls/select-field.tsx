import { useId } from 'react';
import { FieldLabel, type FieldLabelProps } from './field-label.tsx';

interface SelectFieldProps<Value extends string> extends FieldLabelProps {
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly hint?: string;
  /** What is wrong with the value. */
  readonly problem?: string | undefined;
  readonly onChange: (value: Value) => void;
}

export function SelectField<Value extends string>({
  label,
  term,
  value,
  options,
  hint,
  problem,
  onChange,
}: SelectFieldProps<Value>) {
  const id = useId();
  return (
    <div className="field" title={hint}>
      <FieldLabel htmlFor={id} label={label} term={term} />
      <select
        id={id}
        className="select"
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {problem !== undefined && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  );
}
