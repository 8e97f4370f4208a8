/** One file of a download: its missing bytes fetched in parallel ranges, then verified on the disk. */
import { DiffuscopeError } from '../../model/error.ts';
import type { ModelFile } from '../../model/manifest.ts';
import { type ByteRange, byteCount, missingPieces } from './byte-ranges.ts';
import { type Disk, fileState } from './disk.ts';
import type { FileSource, RangeBody } from './file-source.ts';
import { whileWritten } from './locks.ts';
import { type createTurns, inParallel } from './parallel.ts';
import { openPartialFile, type PartialFile } from './partial-file.ts';
import { type Retrying, throwIfAborted, within, withRetries } from './retry.ts';
import { sha256Of } from './sha256.ts';

const PIECE_BYTES = 8 * 2 ** 20;
const PARALLEL = 4;
/** So often a file may turn out to be another one, or the server to know no ranges, before it is given up. */
const MOST_BEGINNINGS = 4;

export interface FileProgress {
  /** @param bytes of the file on the disk. @param received since the last call. */
  onBytes(bytes: number, received: number): void;
  /** @param bytes of the file. */
  onVerified(bytes: number): void;
}

/** What is brought to the disk, from where, and who is told. */
export interface FileJob {
  readonly disk: Disk;
  readonly source: FileSource;
  readonly file: ModelFile;
  readonly progress: FileProgress;
}

/** The bytes that are there belong to another version of the file, or the source gives it only as a whole. */
class BeginAgain extends Error {
  readonly version: string | null;
  readonly inRanges: boolean;

  constructor({ version, whole }: RangeBody) {
    super('begin again');
    this.version = version;
    this.inRanges = !whole;
  }
}

/**
 * Resolves when the file is whole and verified; at once if it is so already.
 * @param inTurn keeps two files from being fetched at once.
 * @throws DiffuscopeError `not-found`, `network`, `bad-model-file`, `aborted`; DOMException `QuotaExceededError`.
 */
export function storeFile(job: FileJob, retrying: Retrying, inTurn: ReturnType<typeof createTurns>): Promise<void> {
  const { disk, file, progress } = job;
  return whileWritten(file.sha256, retrying.signal, async () => {
    if ((await fileState(disk, file)).content === null) {
      const partial = await openPartialFile(disk, file);
      let keep = true;
      try {
        await inTurn(() => fill(partial, job, retrying));
        const sha256 = await sha256Of(partial.content, retrying.signal, (bytes) => progress.onVerified(bytes));
        keep = sha256 === file.sha256;
        if (!keep) throw wrongHash(file, sha256);
        partial.setVerified();
      } finally {
        if (keep) partial.close();
        else await partial.discard();
      }
    }
    progress.onBytes(file.bytes, 0);
    progress.onVerified(file.bytes);
  });
}

async function fill(partial: PartialFile, job: FileJob, retrying: Retrying): Promise<void> {
  const { file, progress } = job;
  let inRanges = true;
  for (let beginnings = 1; ; beginnings++) {
    const pieces = inRanges ? missingPieces(partial.done(), file.bytes, PIECE_BYTES) : [{ start: 0, end: file.bytes }];
    const fetchPiece = createFetcher(partial, job, inRanges);
    try {
      await inParallel(pieces, PARALLEL, retrying.signal, (piece, signal) =>
        fetchPiece(piece, { ...retrying, signal }),
      );
      partial.note();
      return;
    } catch (thrown) {
      if (!(thrown instanceof BeginAgain)) throw thrown;
      if (beginnings === MOST_BEGINNINGS) throw keepsChanging(file);
      inRanges &&= thrown.inRanges;
      partial.begin(thrown.version);
      progress.onBytes(0, 0);
    }
  }
}

function createFetcher(
  partial: PartialFile,
  { source, file, progress }: FileJob,
  inRanges: boolean,
): (piece: ByteRange, retrying: Retrying) => Promise<void> {
  return async ({ start, end }, retrying) => {
    let at = start;
    await withRetries(retrying, async (gotOn) => {
      if (!inRanges) at = 0;
      const wholeFile = at === 0 && end === file.bytes;
      const answer = await source.open(file.name, wholeFile ? null : { start: at, end }, retrying.signal);
      const reader = answer.body.getReader();
      try {
        checkAnswer(answer, wholeFile, partial, file);
        while (at < end) {
          throwIfAborted(retrying.signal);
          const { done, value } = await within(retrying.silence, reader.read()).catch((cause: unknown) => {
            throw source.broken(file.name, cause);
          });
          if (done) break;
          const bytes = value.subarray(0, end - at);
          partial.write(bytes, at);
          at += bytes.length;
          progress.onBytes(byteCount(partial.done()), bytes.length);
          if (inRanges) gotOn();
        }
      } finally {
        await reader.cancel().catch(() => {});
      }
      if (at < end) throw answer.whole ? wrongSize(file, at) : source.broken(file.name);
      partial.note();
    });
  };
}

function checkAnswer(answer: RangeBody, wholeFile: boolean, partial: PartialFile, file: ModelFile): void {
  if (answer.totalBytes !== null && answer.totalBytes !== file.bytes) throw wrongSize(file, answer.totalBytes);
  if (answer.whole && !wholeFile) throw new BeginAgain(answer);
  const version = partial.version();
  if (version === undefined) partial.begin(answer.version);
  else if (version !== null && answer.version !== null && version !== answer.version) throw new BeginAgain(answer);
}

const remedy = 'Convert or upload the model anew, or choose another address.';

const wrongSize = (file: ModelFile, bytes: number) =>
  new DiffuscopeError('bad-model-file', `${file.name} has ${bytes} bytes there, not ${file.bytes}.`, remedy);

const wrongHash = (file: ModelFile, sha256: string) =>
  new DiffuscopeError(
    'bad-model-file',
    `${file.name} came with wrong bytes and was deleted: its SHA-256 is ${sha256}, not ${file.sha256}.`,
    'Download again: the other files are kept. If it stays so, the server holds a damaged file.',
  );

const keepsChanging = (file: ModelFile) =>
  new DiffuscopeError('network', `${file.name} keeps changing on the server.`, 'Try again when the model is uploaded.');
