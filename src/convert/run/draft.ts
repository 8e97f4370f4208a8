/** The folder in which a model grows: its files at their full size, and the journal that says what of them is written. */
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DiffuscopeError } from '../../model/error.ts';
import { isOfRequest, Journal } from './journal.ts';

export interface Draft {
  readonly journal: Journal;
  /** Of the files, in their order. */
  readonly descriptors: readonly number[];
  close(): void;
}

const JOURNAL = 'journal.jsonl';

interface DraftFile {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Takes up the draft of the same request, or begins one in place of whatever is there.
 * @throws DiffuscopeError `storage` if there is not enough room.
 */
export function openDraft(folder: string, request: string, files: readonly DraftFile[]): Draft {
  const journalPath = join(folder, JOURNAL);
  if (!isOfRequest(journalPath, request)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  requireRoom(folder, files);
  const opened: number[] = [];
  const close = () => {
    for (const descriptor of opened) closeSync(descriptor);
  };
  try {
    for (const { name, bytes } of files) {
      const path = join(folder, name);
      opened.push(openSync(path, existsSync(path) ? 'r+' : 'w+'));
      ftruncateSync(opened.at(-1)!, bytes);
    }
    const journal = new Journal(journalPath, request);
    return {
      journal,
      descriptors: opened,
      close() {
        journal.close();
        close();
      },
    };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

/** What is written already takes no more room. */
function requireRoom(folder: string, files: readonly DraftFile[]): void {
  const needed = files.reduce((sum, { name, bytes }) => sum + Math.max(0, bytes - allocated(join(folder, name))), 0);
  const { bavail, bsize } = statfsSync(folder);
  if (needed <= bavail * bsize) return;
  throw new DiffuscopeError(
    'storage',
    `The model still needs ${gigabytes(needed)}, and the disk has ${gigabytes(bavail * bsize)} free.`,
    'Make room or choose another folder with --out, then run the same command again.',
  );
}

/** Bytes of the disk that a file holds; files that are not written yet hold none, whatever their size. */
function allocated(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** What the system says when nothing more can be written, and when nothing may be. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST']);

/** A failure to write as what it means; anything else as it is. */
export function explained(thrown: unknown, files: readonly DraftFile[]): unknown {
  const { code = '', path } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (FORBIDDEN.has(code)) {
    const remedy = 'Choose a folder that you may write to with --out.';
    return new DiffuscopeError('storage', `${path ?? 'The folder'} cannot be written.`, remedy, thrown);
  }
  if (!FULL.has(code)) return thrown;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return new DiffuscopeError(
    'storage',
    `The disk is full, or takes no file of that size: the model needs ${gigabytes(total)} in all.`,
    'Make room, then run the same command again: it goes on from where it stopped.',
    thrown,
  );
}
