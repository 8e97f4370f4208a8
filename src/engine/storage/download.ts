/** A download from its manifest to the last verified file. Runs in a worker. */
import { DiffuscopeError } from '../../model/error.ts';
import { type Manifest, type ModelFile, parseManifest, type Quantisation } from '../../model/manifest.ts';
import { type Disk, fileAt, fileState, openDisk, textAt, words } from './disk.ts';
import { createDownloadMeter } from './download-meter.ts';
import { type FileSource, fileSource } from './file-source.ts';
import { whileDownloaded, whileListChanges } from './locks.ts';
import type { DownloadProgress } from './model-storage.ts';
import { createTurns, inParallel } from './parallel.ts';
import type { DownloadRequest } from './protocol.ts';
import { throwIfAborted } from './retry.ts';
import { storeFile } from './store-file.ts';
import { MANIFEST, modelId, neededFiles, type QuantisationRecord, recordName } from './stored-models.ts';
import { writeText } from './sync-file.ts';

/** How often the page is told of the progress. */
const REPORT_MILLIS = 200;

/** What `ModelStorage.download` says. */
export async function downloadModel(
  { from, quantisation, patience }: DownloadRequest,
  onProgress: (progress: DownloadProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  const meter = createDownloadMeter();
  const report = () => onProgress(meter.progress(performance.now()));
  const timer = setInterval(report, REPORT_MILLIS);
  try {
    report();
    const disk = await openDisk();
    const source = fileSource(from);
    const text = await source.manifest({ ...patience, signal });
    const manifest = parseManifest(text);
    if (!(quantisation in manifest.variants)) throw noVariant(manifest, quantisation);
    const id = await modelId(manifest, text);
    const files = neededFiles(manifest, quantisation);
    await whileDownloaded(id, signal, meter.wait, async () => {
      await checkRoom(disk, files, manifest.label);
      await remember(disk, id, text, quantisation, source);
      await meter.begin(files, async (file) => (await fileState(disk, file)).bytesDone);
      report();
      const inTurn = createTurns();
      // One is fetched while another is verified.
      await inParallel(files, 2, signal, (file, either) =>
        storeFile({ disk, source, file, progress: meter.of(file) }, { ...patience, signal: either }, inTurn),
      );
    });
    report();
    return id;
  } catch (thrown) {
    throwIfAborted(signal);
    throw explained(thrown);
  } finally {
    clearInterval(timer);
  }
}

/** So that a download that cannot end is not begun. */
async function checkRoom(disk: Disk, files: readonly ModelFile[], label: string): Promise<void> {
  let needed = 0;
  for (const { sha256, bytes } of files) {
    needed += Math.max(0, bytes - ((await fileAt(disk.files, sha256))?.size ?? 0));
  }
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const room = Math.max(0, quota - usage);
  if (needed <= room) return;
  const message = `${label} needs ${megabytes(needed)} MB more, and this browser has room for ${megabytes(room)} MB.`;
  throw new DiffuscopeError('storage', message, 'Delete a stored model, or free space on the disk.');
}

/** Before the first file, so that no other tab takes a file that is needed here for one that no model needs. */
async function remember(
  disk: Disk,
  id: string,
  text: string,
  quantisation: Quantisation,
  { remembered }: FileSource,
): Promise<void> {
  await whileListChanges(async () => {
    const folder = await disk.models.getDirectoryHandle(id, { create: true });
    if ((await textAt(folder, MANIFEST)) !== text) await writeText(folder, MANIFEST, text);
    const record: QuantisationRecord = { origin: remembered, begun: Date.now() };
    await writeText(folder, recordName(quantisation), JSON.stringify(record));
  });
}

function explained(thrown: unknown): unknown {
  if (!(thrown instanceof DOMException)) return thrown;
  if (thrown.name === 'QuotaExceededError') {
    const remedy = 'Delete a stored model, or free space on the disk, and download again: it goes on where it ended.';
    return new DiffuscopeError('storage', 'There is no room left in this browser for the model.', remedy, thrown);
  }
  const message = `The model could not be written to the disk (${words(thrown)}).`;
  return new DiffuscopeError('storage', message, 'Download again: it goes on where it ended.', thrown);
}

function noVariant({ label, variants }: Manifest, quantisation: Quantisation): DiffuscopeError {
  const there = Object.keys(variants).join(', ');
  return new DiffuscopeError('bad-settings', `${label} has no ${quantisation} variant.`, `Choose one of: ${there}.`);
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
