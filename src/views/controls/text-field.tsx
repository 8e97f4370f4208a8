import { useId } from 'react';
import { FieldLabel, type FieldLabelProps } from './field-label.tsx';

interface TextFieldProps extends FieldLabelProps {
  readonly value: string;
  readonly hint: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Digits too long for a number, such as a seed. */
export function TextField({ label, term, value, hint, problem, onChange }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field" title={hint}>
      <FieldLabel htmlFor={id} label={label} term={term} />
      <input
        id={id}
        className="input numeric"
        inputMode="numeric"
        autoComplete="off"
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem !== undefined && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  );
}
