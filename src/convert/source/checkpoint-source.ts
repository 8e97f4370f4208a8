/** Where the files of a checkpoint lie: a folder of this machine, or a repository of the hub. */
import { DiffuscopeError } from '../../model/error.ts';
import { type Digest, matchesDigest } from './digest.ts';

export interface SourceFile {
  /** A plain name. */
  readonly name: string;
  readonly bytes: number;
  /** Another whenever the file's bytes may be others. */
  readonly version: string;
  /** What its bytes have to give; `null` where nobody says. */
  readonly digest: Digest | null;
}

export interface CheckpointSource {
  /** For people: the folder's name, or `owner/name`. */
  readonly name: string;
  readonly isFolder: boolean;
  /** The commit that everything is read at, in hex; `null` for a folder that is of none. */
  readonly commit: string | null;
  /** As the repository's card says; `null` where none does. */
  readonly licence: string | null;
  /** The files beside `config.json`, by name. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Where a file lies, for those who read it themselves; `null` where it comes over the network. */
  pathOf(file: SourceFile): string | null;
  /** Whether a file is what it was when the source was opened, as far as that can be seen. */
  stillHolds(file: SourceFile): boolean;
  /**
   * Bytes [start, end) of a file.
   * @throws DiffuscopeError `network`, `aborted`, or `bad-checkpoint` for a file that is not what it was.
   */
  read(file: SourceFile, start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * A small file as text, `undefined` if there is none.
 * @throws DiffuscopeError as `CheckpointSource.read`, and `network` if its bytes are not those the source promises.
 */
export async function readText(source: CheckpointSource, name: string): Promise<string | undefined> {
  const file = source.files.get(name);
  if (file === undefined) return undefined;
  const bytes = file.bytes === 0 ? new Uint8Array() : await source.read(file, 0, file.bytes);
  if (file.digest !== null && !matchesDigest(file.digest, bytes)) throw wrongBytes(source, file);
  return new TextDecoder().decode(bytes);
}

/** @throws DiffuscopeError `not-found` if there is none; otherwise as `readText`. */
export async function requireText(source: CheckpointSource, name: string): Promise<string> {
  const text = await readText(source, name);
  if (text !== undefined) return text;
  const remedy = source.isFolder
    ? 'Give the folder of a Hugging Face checkpoint: config.json, tokenizer.json and safetensors files.'
    : 'Give a repository with config.json, a tokenizer and safetensors files.';
  throw new DiffuscopeError('not-found', `The checkpoint has no file ${name}.`, remedy);
}

/** What arrived is not what the repository holds. */
export function wrongBytes(source: CheckpointSource, file: SourceFile): DiffuscopeError {
  return new DiffuscopeError(
    'network',
    `${file.name} did not arrive as ${source.name} holds it: its ${file.digest?.algorithm ?? 'hash'} is another.`,
    'Run the same command again, which fetches that file anew; if it repeats, a proxy or the endpoint alters files.',
  );
}
