import { useId } from 'react';
import { FieldLabel, type FieldLabelProps } from './field-label.tsx';

interface SelectFieldProps<Value extends string> extends FieldLabelProps {
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly hint?: string;
  readonly onChange: (value: Value) => void;
}

export function SelectField<Value extends string>({
  label,
  term,
  value,
  options,
  hint,
  onChange,
}: SelectFieldProps<Value>) {
  const id = useId();
  return (
    <div className="field" title={hint}>
      <FieldLabel htmlFor={id} label={label} term={term} />
      <select id={id} className="select" value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
