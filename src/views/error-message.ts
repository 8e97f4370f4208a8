import type { ErrorFields } from '../model/error.ts';
import type { Words } from '../words/words.ts';

/** What happened: the message if it is known in the reader's language, else the kind of error and the message as it is. */
export function errorMessage({ code, message }: Pick<ErrorFields, 'code' | 'message'>, t: Words): string {
  const known = t.core(message);
  const kind = t.core(code);
  return known !== message || kind === code ? known : `${kind}${message}`;
}
