/** Where the bytes of a download come from, behind one face: a server, or files of a local folder. */
import type { DiffuscopeError } from '../../model/error.ts';
import type { ByteRange } from './byte-ranges.ts';
import { folderSource } from './folder-source.ts';
import type { ModelOrigin, RememberedOrigin } from './model-storage.ts';
import type { Retrying, Transient } from './retry.ts';
import { urlSource } from './url-source.ts';

export interface RangeBody {
  /** The source gave the whole file from its start, because it knows no ranges. */
  readonly whole: boolean;
  /** By which the source names the version of the file: another one, another file. `null`: it does not say. */
  readonly version: string | null;
  /** Of the whole file; `null`: the source does not say. */
  readonly totalBytes: number | null;
  /** May hold more or less than what was asked. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

export interface FileSource {
  readonly remembered: RememberedOrigin;
  /** The text of `manifest.json`, tried again as `retrying` says. @throws DiffuscopeError `not-found`, `network`. */
  manifest(retrying: Pick<Retrying, 'signal' | 'pauses'>): Promise<string>;
  /**
   * One try.
   * @param range `null`: the whole file.
   * @throws Transient what another try may mend; DiffuscopeError `not-found`, `network`, `bad-model-file`.
   */
  open(name: string, range: ByteRange | null, signal: AbortSignal): Promise<RangeBody>;
  /** What it means that a body broke off. */
  broken(name: string, cause?: unknown): Transient | DiffuscopeError;
}

export const fileSource = (from: ModelOrigin): FileSource =>
  from.kind === 'url' ? urlSource(from.url) : folderSource(from.files);
