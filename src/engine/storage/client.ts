/** The page's side of the storage. Only a download needs a worker: files are written there, and hashed. */
import { DiffuscopeError } from '../../model/error.ts';
import { parseManifest } from '../../model/manifest.ts';
import { openDisk, words } from './disk.ts';
import { fileSource } from './file-source.ts';
import type { DownloadProgress, ModelStorage } from './model-storage.ts';
import type { DownloadCommand, DownloadReport, DownloadRequest } from './protocol.ts';
import type { Patience } from './retry.ts';
import { readModels, removeModel } from './stored-models.ts';

/** A minute of tries without a byte. */
const PATIENCE: Patience = { pauses: [1, 2, 4, 8, 16, 32].map((seconds) => seconds * 1000), silence: 30_000 };

export function createModelStorage(patience: Patience = PATIENCE): ModelStorage {
  return {
    list: async () => readModels(await openDisk()),
    manifestAt: async (from) =>
      parseManifest(await fileSource(from).manifest({ signal: new AbortController().signal, pauses: [] })),
    download: (request, onProgress, signal) => download({ ...request, patience }, onProgress, signal),
    remove: async (id, quantisation) => removeModel(await openDisk(), id, quantisation),
    async estimate() {
      try {
        const { usage = 0, quota = 0 } = await navigator.storage.estimate();
        return { usage, quota, persisted: await navigator.storage.persisted() };
      } catch (cause) {
        const message = `The browser does not say how much room there is (${words(cause)}).`;
        throw new DiffuscopeError('storage', message, 'Open the page over https or on localhost.', cause);
      }
    },
    // Where the page is not served securely there is no such thing, whatever the types say.
    persist: async () => (await (navigator.storage as StorageManager | undefined)?.persist()) ?? false,
  };
}

function download(
  request: DownloadRequest,
  onProgress: (progress: DownloadProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  const worker = new Worker(new URL('./download-worker.ts', import.meta.url), { type: 'module', name: 'storage' });
  const post = (command: DownloadCommand) => worker.postMessage(command);
  const stop = () => post({ type: 'stop' });
  return new Promise<string>((resolve, reject) => {
    const die = (event: Event, why: string) => {
      event.preventDefault();
      const remedy = 'Start the download again: it goes on where it ended.';
      reject(new DiffuscopeError('worker-died', `The worker of the download died: ${why}`, remedy));
    };
    worker.onerror = (event) => die(event, event.message || 'its script could not be loaded.');
    worker.onmessageerror = (event) => die(event, 'a message could not be read.');
    worker.onmessage = ({ data: report }: MessageEvent<DownloadReport>) => {
      if (report.type === 'progress') onProgress(report.progress);
      else if (report.type === 'stored') resolve(report.id);
      else reject(DiffuscopeError.from(report.error));
    };
    post({ type: 'download', request });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  }).finally(() => {
    signal.removeEventListener('abort', stop);
    worker.terminate();
  });
}
