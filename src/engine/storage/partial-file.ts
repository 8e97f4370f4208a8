/** A file on the disk that is being filled, and its journal. Bytes may come in any order. */
import { DiffuscopeError } from '../../model/error.ts';
import type { ModelFile } from '../../model/manifest.ts';
import { type ByteRange, withRange } from './byte-ranges.ts';
import { type Disk, journalName, removeAt } from './disk.ts';
import { doneLine, headLine, parseJournal, verifiedLine } from './journal.ts';
import { openSyncFile, type SyncFile, writeAll } from './sync-file.ts';

/** So many bytes' time may be fetched again after a kill. */
const NOTE_MILLIS = 2000;

export interface PartialFile {
  /** Written, noted or not; ascending and apart. */
  done(): readonly ByteRange[];
  /** Of the bytes that are there. `undefined`: nothing was begun; `null`: the source does not say. */
  version(): string | null | undefined;
  /** Begins anew: whatever was there is forgotten. */
  begin(version: string | null): void;
  /** @throws DOMException `QuotaExceededError` */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): void;
  /** Flushes what was written, then notes it; it happens by itself every two seconds of writing. */
  note(): void;
  readonly content: SyncFile;
  /** Notes that the SHA-256 is right. */
  setVerified(): void;
  /** Notes what can be noted and lets go of the file. */
  close(): void;
  /** Instead of `close`: nothing of it stays. */
  discard(): Promise<void>;
}

/**
 * Opens a file for filling; in a dedicated worker, which has it alone until it is closed.
 * @throws DiffuscopeError `bad-model-file` if the file of this hash is there, and of another size.
 */
export async function openPartialFile(disk: Disk, file: ModelFile): Promise<PartialFile> {
  const content = await openSyncFile(disk.files, file.sha256);
  const journal = await openSyncFile(disk.files, journalName(file)).catch((thrown: unknown) => {
    content.close();
    throw thrown;
  });
  const known = parseJournal(readAscii(journal), file.sha256);
  if (known?.verified === true && known.bytes === content.getSize() && known.bytes !== file.bytes) {
    content.close();
    journal.close();
    const message = `${file.name} has ${known.bytes} bytes, and the manifest says ${file.bytes}.`;
    throw new DiffuscopeError('bad-model-file', message, 'Convert the model again, or choose another model.');
  }
  // A file that is verified and yet to be filled is not what its journal says.
  const kept = known !== null && !known.verified && known.bytes === file.bytes ? known : undefined;
  const size = content.getSize();
  let version = kept?.version;
  let length = kept?.length ?? 0;
  let done: readonly ByteRange[] = (kept?.done ?? []).filter(({ end }) => end <= size);
  let fresh: readonly ByteRange[] = [];
  let noted = performance.now();

  const append = (line: string) => {
    writeAll(journal, new TextEncoder().encode(line), length);
    length += line.length;
    journal.truncate(length);
    journal.flush();
  };
  const note = () => {
    noted = performance.now();
    if (fresh.length === 0) return;
    content.flush();
    append(fresh.map(doneLine).join(''));
    fresh = [];
  };
  const closeBoth = () => {
    content.close();
    journal.close();
  };

  return {
    done: () => done,
    version: () => version,
    begin(newVersion) {
      done = [];
      fresh = [];
      length = 0;
      journal.truncate(0);
      journal.flush();
      content.truncate(0);
      version = newVersion;
      append(headLine(file.bytes, newVersion));
    },
    write(bytes, at) {
      writeAll(content, bytes, at);
      const range = { start: at, end: at + bytes.length };
      done = withRange(done, range);
      fresh = withRange(fresh, range);
      if (performance.now() - noted >= NOTE_MILLIS) note();
    },
    note,
    content,
    setVerified: () => append(verifiedLine(file.sha256)),
    close() {
      try {
        note();
      } catch {
        // A full disk: what is not noted will be fetched again.
      }
      closeBoth();
    },
    async discard() {
      closeBoth();
      await removeAt(disk.files, journalName(file));
      await removeAt(disk.files, file.sha256);
    },
  };
}

function readAscii(file: SyncFile): string {
  const bytes = new Uint8Array(file.getSize());
  return new TextDecoder().decode(bytes.subarray(0, file.read(bytes, { at: 0 })));
}
