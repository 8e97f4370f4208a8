import type { Manifest, Quantisation } from '../model/manifest.ts';
import type { ModelOrigin } from './models-slice.ts';

/** What the page can ask of the models of this browser. `src/app` does it. */
export interface ModelActions {
  /** Reads what is on the disk, and how much room there is. */
  loadModels(): void;
  /** Loads a model of the disk, or with `null` the embedded one. Is refused during a decode. */
  openModel(id: string | null): void;
  /** Reads the manifest of a place, which becomes `viewedModel`. */
  viewModel(from: ModelOrigin): void;
  /** Brings one kind of weights to the disk; goes on where an earlier download of them ended. */
  downloadModel(from: ModelOrigin, manifest: Manifest, quantisation: Quantisation): void;
  /** What came stays on the disk. */
  pauseDownload(key: string): void;
  /** What came of these weights is deleted; other weights of the model stay. */
  cancelDownload(key: string): void;
  deleteModel(id: string): void;
  /** Asks the browser to keep all of it, also when it wants room. */
  keepModels(): void;
}
