import type { TermId } from '../../explain/term-id.ts';
import { Term } from '../explain/term.tsx';

export interface FieldLabelProps {
  readonly label: string;
  /** The term that the label is; pressing it then explains it instead of focusing the field. */
  readonly term?: TermId | undefined;
}

/** The label of a field. A button in a label is part of the field's name, and its press does not reach the field. */
export function FieldLabel({ htmlFor, label, term }: FieldLabelProps & { readonly htmlFor: string }) {
  return <label htmlFor={htmlFor}>{term === undefined ? label : <Term id={term}>{label}</Term>}</label>;
}
