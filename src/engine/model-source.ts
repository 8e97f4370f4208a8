/** Where the files of a model come from: a server with the browser's cache before it, or the browser's own disk. */
import type { Manifest, ModelFile, Quantisation } from '../model/manifest.ts';

/** A `Blob` (a `File` is one) reads its bytes from where they lie when they are asked for; an array holds them. */
export type FileContent = Blob | Uint8Array<ArrayBuffer>;

/** @param loadedBytes of the file. */
export type FileProgress = (phase: 'download' | 'verify', loadedBytes: number) => void;

/** What was found out about a stored model, a small text for each quantisation, which goes when the model is deleted. */
export interface ModelNotes {
  /** @returns `null` where none was written; its content is not to be trusted. */
  read(quantisation: Quantisation): Promise<string | null>;
  /** In a worker. */
  write(quantisation: Quantisation, text: string): Promise<void>;
}

/**
 * Nothing is kept between two calls of `open`: who opens a file when it is needed, and lets go of it after, never has
 * more than that one in memory.
 */
export interface ModelSource {
  readonly manifest: Manifest;
  /** True while every file that was opened lay in this browser already. */
  readonly fromCache: boolean;
  /** Why the files could not be kept for the next visit, one sentence; `null` if they are. */
  problem(): string | null;
  /**
   * A file of the manifest, its size and SHA-256 verified. One call at a time.
   * @param onProgress told where bytes have to be fetched or checked first.
   * @throws DiffuscopeError `bad-model-file`, `not-found`, `network`, `storage`, `out-of-memory`.
   */
  open(file: ModelFile, onProgress?: FileProgress): Promise<FileContent>;
  /** Of a stored model alone. */
  readonly notes?: ModelNotes;
}

/** All bytes of a small file. */
export async function readBytes(content: FileContent): Promise<Uint8Array<ArrayBuffer>> {
  return content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content;
}

/** Keeps what was opened: what was fetched would be fetched again, and counted again. */
export function openedOnce(source: Pick<ModelSource, 'open'>): Pick<ModelSource, 'open'> {
  const opened = new Map<string, FileContent>();
  return {
    async open(file: ModelFile) {
      const content = opened.get(file.name) ?? (await source.open(file));
      opened.set(file.name, content);
      return content;
    },
  };
}
