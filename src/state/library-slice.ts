/** The recorded examples, the runs that the browser keeps, and which dialog is open over the page. */
import type { GalleryPicture } from './gallery.ts';
import type { KeptRun } from './kept-run.ts';
import type { WatchSlice } from './store.ts';

/** `machine`: whether this browser and GPU can run a model, and how fast. */
type LibraryDialog = 'gallery' | 'library' | 'share' | 'models' | 'machine';

export interface LibrarySlice {
  readonly dialog: LibraryDialog | null;
  /** Id of the example on screen, or of the last that was. */
  readonly exampleId: string | null;
  /** Empty until the gallery was opened. */
  readonly pictures: readonly GalleryPicture[];
  /** Newest first. */
  readonly runs: readonly KeptRun[];
  /** Of the kept run on screen, or of the last that was. */
  readonly runId: string | null;
  /** Why nothing is kept, one sentence; `null` while it is. */
  readonly notKept: string | null;
  /** The run that was deleted last, while it can be brought back. */
  readonly deleted: KeptRun | null;
  /**
   * A link named a decode that is not kept here: a run makes it, and then shows as many of its steps; the key is that of
   * the experiment, see `experimentKey`.
   */
  readonly awaited: { readonly key: string; readonly cursor?: number } | null;
  openDialog(dialog: LibraryDialog | null): void;
}

export const createLibrarySlice: WatchSlice<LibrarySlice> = (set) => ({
  dialog: null,
  exampleId: null,
  pictures: [],
  runs: [],
  runId: null,
  notKept: null,
  deleted: null,
  awaited: null,
  openDialog: (dialog) => set({ dialog }),
});
