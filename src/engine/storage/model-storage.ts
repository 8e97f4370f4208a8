/** The port to the models that this browser keeps on its own disk: what the page knows of them. */
import type { Manifest, Quantisation } from '../../model/manifest.ts';

/** Where a model is taken from. A folder is what a file picker gives: every file in it, in any order. */
export type ModelOrigin =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'folder'; readonly files: readonly File[] };

/** The same, as it is remembered: of a folder its name, which may be empty. */
export type RememberedOrigin =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'folder'; readonly name: string };

export interface StoredQuantisation {
  readonly quantisation: Quantisation;
  /** Of all its files, those it shares with others and the tokenizer included. */
  readonly totalBytes: number;
  /** Of those, on the disk: a download goes on from here. */
  readonly bytesDone: number;
  /** Every file is there and its SHA-256 was verified: it can be loaded without a network. */
  readonly complete: boolean;
  readonly origin: RememberedOrigin;
  /** When its download was begun, in milliseconds since 1970. */
  readonly begun: number;
}

export interface StoredModel {
  /** For `ModelPlace` of kind `disk`: the model's id and the hash of its manifest, so two versions of a model are two. */
  readonly id: string;
  readonly manifest: Manifest;
  /** Those whose download was begun, the first begun first. */
  readonly quantisations: readonly StoredQuantisation[];
  /** On the disk, of all quantisations together; a file that another model needs too counts in both. */
  readonly bytesDone: number;
}

export interface DownloadProgress {
  /**
   * `waiting`: another tab downloads the same model; what it has is not fetched again. `verify`: all bytes are there.
   * A file is verified when all its bytes are there, while the next is fetched.
   */
  readonly phase: 'manifest' | 'waiting' | 'download' | 'verify';
  /** On the disk, what was there before included. It goes back when a file turns out to have changed. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Of those on the disk, verified. */
  readonly verifiedBytes: number;
  /** Received in the last seconds, or verified in that phase; 0 until it is known. */
  readonly bytesPerSecond: number;
  /** To the end of the phase; `null` until it is known. */
  readonly secondsLeft: number | null;
}

export interface StorageEstimate {
  /** Of everything this site keeps, in bytes. */
  readonly usage: number;
  /** Most that this site may keep, in bytes, as the browser says: Chromium at most 10 GiB beyond `usage`; the disk may hold less. */
  readonly quota: number;
  /** Whether the browser keeps it even when it wants room. */
  readonly persisted: boolean;
}

export interface ModelStorage {
  /** Every model of which a download was begun, also in another tab. @throws DiffuscopeError `storage` */
  list(): Promise<StoredModel[]>;
  /**
   * What a place offers, before anything of it is kept.
   * @throws DiffuscopeError `bad-manifest`, `not-found`, `network`.
   */
  manifestAt(from: ModelOrigin): Promise<Manifest>;
  /**
   * Brings one quantisation of a model to the disk, going on where an earlier download ended. Resolves when every file
   * is verified. After any failure, and after `signal`, what came is kept.
   * @returns the model's id.
   * @throws DiffuscopeError `bad-manifest`, `bad-settings`, `not-found`, `network`, `bad-model-file`, `storage`,
   * `aborted`, `worker-died`.
   */
  download(
    request: { readonly from: ModelOrigin; readonly quantisation: Quantisation },
    onProgress: (progress: DownloadProgress) => void,
    signal: AbortSignal,
  ): Promise<string>;
  /**
   * Deletes a model, whole or in part, and every file that nothing else needs.
   * @param quantisation only this one; absent: all.
   * @throws DiffuscopeError `storage` while the model is downloaded, or loaded in this tab or another; `not-found`.
   */
  remove(id: string, quantisation?: Quantisation): Promise<void>;
  /** @throws DiffuscopeError `storage` */
  estimate(): Promise<StorageEstimate>;
  /** Asks the browser to keep what is stored even when it wants room; it may ask the user. @returns its answer. */
  persist(): Promise<boolean>;
}
