/** A history that another program saved, and what the reader tells of it. */
import type { ErrorFields } from '../model/error.ts';
import type { WatchSlice } from './store.ts';

/** Of the tokens: those of the loaded model if the history fits it, those in any case, or their ids alone. */
export type TextSource = 'guess' | 'model' | 'none';

/** What the file does not say; `null` is guessed. */
export interface ImportChoices {
  readonly maskId: number | null;
  /** P. */
  readonly promptLength: number | null;
  /** Which sequence of a batch, from 0. */
  readonly row: number;
  readonly texts: TextSource;
  /** See `ImportHints`. */
  readonly firstCanvas: 'start' | 'after-first-step' | null;
  /** Registered id; `null` is unknown. */
  readonly strategy: string | null;
  /** Tokens that pad, and that end a text. */
  readonly ends: { readonly pad: number; readonly eos: readonly number[] } | null;
}

export const guessedChoices: ImportChoices = {
  maskId: null,
  promptLength: null,
  row: 0,
  texts: 'guess',
  firstCanvas: null,
  strategy: null,
  ends: null,
};

interface Importing {
  readonly file: Blob;
  /** In the file; 1 if it could not be read. */
  readonly sequences: number;
  readonly choices: ImportChoices;
  /** Why it could not be opened that way; `null` if it is on screen. */
  readonly problem: ErrorFields | null;
  /** Whether the form is shown. */
  readonly asking: boolean;
}

export interface ImportSlice {
  /** `null` unless the newest file was such a history. */
  readonly importing: Importing | null;
  setImporting(importing: Importing | null): void;
  askImport(asking: boolean): void;
}

export const createImportSlice: WatchSlice<ImportSlice> = (set) => ({
  importing: null,
  setImporting: (importing) => set({ importing }),
  askImport: (asking) => set(({ importing }) => (importing === null ? {} : { importing: { ...importing, asking } })),
});
