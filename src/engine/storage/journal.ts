/**
 * What is known of a file on the disk, as a text beside it to which lines are added: a head, a line for each range once
 * its bytes are flushed, and at the end one that its SHA-256 was verified. A kill between two writes can cost a line but
 * never invent one: reading ends at the first line that is not whole.
 */
import { type ByteRange, withRange } from './byte-ranges.ts';

export interface Journal {
  /** Size of the file, as the manifest says. */
  readonly bytes: number;
  /** ETag or date by which the server names the version of the file; `null` if it does not say. */
  readonly version: string | null;
  /** Flushed; ascending and apart, within [0, bytes). */
  readonly done: readonly ByteRange[];
  /** All bytes are there and have the SHA-256 by which the file is named. */
  readonly verified: boolean;
  /** Of the lines that are whole, in bytes: where the next line belongs. */
  readonly length: number;
}

/** ASCII, as every line. */
export const headLine = (bytes: number, version: string | null): string =>
  `diffuscope-file 1 ${bytes} ${version === null ? '-' : `=${encodeURIComponent(version)}`}\n`;

export const doneLine = ({ start, end }: ByteRange): string => `done ${start} ${end}\n`;

export const verifiedLine = (sha256: string): string => `verified ${sha256}\n`;

/** @returns `null` where the text does not begin with a head: nothing is known of the file. */
export function parseJournal(text: string, sha256: string): Journal | null {
  // What follows the last line end is a line that was not written to its end.
  const [head = '', ...lines] = text.split('\n').slice(0, -1);
  const [, size, encoded] = /^diffuscope-file 1 (\d{1,15}) (-|=[\w.!~*'()%-]*)$/.exec(head) ?? [];
  const version = decoded(encoded ?? '');
  if (size === undefined || version === undefined) return null;
  const bytes = Number(size);
  let done: readonly ByteRange[] = [];
  let length = head.length + 1;
  for (const line of lines) {
    if (`${line}\n` === verifiedLine(sha256)) {
      return { bytes, version, done: [{ start: 0, end: bytes }], verified: true, length: length + line.length + 1 };
    }
    const [, start, end] = /^done (\d{1,15}) (\d{1,15})$/.exec(line) ?? [];
    if (start === undefined || Number(start) >= Number(end) || Number(end) > bytes) break;
    done = withRange(done, { start: Number(start), end: Number(end) });
    length += line.length + 1;
  }
  return { bytes, version, done, verified: false, length };
}

/** `undefined` if it is no version. */
function decoded(encoded: string): string | null | undefined {
  if (encoded === '-') return null;
  if (!encoded.startsWith('=')) return undefined;
  try {
    return decodeURIComponent(encoded.slice(1));
  } catch {
    return undefined;
  }
}
