/**
 * Where things lie in the browser's private file system (decision record 13 says why so):
 *
 *     diffuscope/models/<id>/manifest.json     as it was published; the id holds its hash
 *     diffuscope/models/<id>/<quantisation>.json   where it came from and when
 *     diffuscope/models/<id>/<quantisation>-notes.json   what was found out about it, see `half-memory.ts`
 *     diffuscope/files/<sha256>                the bytes of one file, of whatever models name it
 *     diffuscope/files/<sha256>.journal        what is known of them, see `journal.ts`
 */
import { DiffuscopeError } from '../../model/error.ts';
import type { ModelFile } from '../../model/manifest.ts';
import { byteCount } from './byte-ranges.ts';
import { parseJournal } from './journal.ts';

export interface Disk {
  readonly models: FileSystemDirectoryHandle;
  readonly files: FileSystemDirectoryHandle;
}

export const journalName = (file: Pick<ModelFile, 'sha256'>): string => `${file.sha256}.journal`;

/** @throws DiffuscopeError `storage` where the browser has no private file system, or denies it. */
export async function openDisk(): Promise<Disk> {
  try {
    const root = await navigator.storage.getDirectory();
    const own = await root.getDirectoryHandle('diffuscope', { create: true });
    return {
      models: await own.getDirectoryHandle('models', { create: true }),
      files: await own.getDirectoryHandle('files', { create: true }),
    };
  } catch (cause) {
    const message = `This browser gives the page no place for models (${words(cause)}).`;
    const remedy = 'Open it in a window that is not private, in a current browser; the embedded model works here too.';
    throw new DiffuscopeError('storage', message, remedy, cause);
  }
}

/** What lies under a name; `null` if nothing does. */
export async function fileAt(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  const handle = await folder.getFileHandle(name).catch(missing);
  return handle === null ? null : handle.getFile().catch(missing);
}

export async function folderAt(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemDirectoryHandle | null> {
  return folder.getDirectoryHandle(name).catch(missing);
}

/** The text of a small file, also while it is being written: a file that has changed since it was looked up cannot be read. */
export async function textAt(folder: FileSystemDirectoryHandle, name: string): Promise<string | null> {
  for (let tries = READING_TRIES; ; tries--) {
    const file = await fileAt(folder, name);
    try {
      return (await file?.text().catch(missing)) ?? null;
    } catch (thrown) {
      if (tries === 1 || !isNamed(thrown, 'NotReadableError')) throw thrown;
    }
  }
}

/** A writer adds a line now and then; between two of them there is time for many readings. */
const READING_TRIES = 20;

/** Deletes a file or a folder with all it holds; nothing, if it is not there. */
export async function removeAt(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await folder.removeEntry(name, { recursive: true }).catch(missing);
}

export interface FileState {
  readonly bytesDone: number;
  /** Where it was verified; its size is right. */
  readonly content: File | null;
}

/** How much of a file is on the disk. */
export async function fileState(disk: Disk, file: ModelFile): Promise<FileState> {
  const journal = parseJournal((await textAt(disk.files, journalName(file))) ?? '', file.sha256);
  const content = await fileAt(disk.files, file.sha256);
  if (journal === null || content === null || journal.bytes !== file.bytes) return { bytesDone: 0, content: null };
  if (!journal.verified || content.size !== file.bytes) {
    return { bytesDone: journal.verified ? 0 : Math.min(byteCount(journal.done), content.size), content: null };
  }
  return { bytesDone: file.bytes, content };
}

export const words = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

function missing(thrown: unknown): null {
  if (isNamed(thrown, 'NotFoundError')) return null;
  throw thrown;
}

const isNamed = (thrown: unknown, name: string): boolean => thrown instanceof DOMException && thrown.name === name;
