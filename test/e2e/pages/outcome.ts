/** What a call in a test page came to, as plain JSON. */
import { type ErrorFields, errorFields } from '../../../src/model/error.ts';

export type Outcome<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: ErrorFields };

export async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    // A bug has no code; 'aborted' stands for none, and the message tells.
    return { error: errorFields(error, 'aborted') };
  }
}
