/** What test/e2e/storage-page.ts calls in the page; results are plain JSON, errors are their fields. */
import { createModelStorage } from '../../../src/engine/storage/client.ts';
import { textAt } from '../../../src/engine/storage/disk.ts';
import type { DownloadProgress, StorageEstimate, StoredModel } from '../../../src/engine/storage/model-storage.ts';
import { openStoredModel } from '../../../src/engine/storage/open-stored-model.ts';
import type { Manifest, Quantisation } from '../../../src/model/manifest.ts';
import { type Outcome, outcome } from './outcome.ts';

function createTestPage() {
  const pauses = [20, 40, 80];
  const storage = createModelStorage();
  let stop = new AbortController();
  let progress: DownloadProgress[] = [];
  const pickedFiles = () => [...document.querySelector<HTMLInputElement>('#folder')!.files!];
  return {
    /** @param url of a folder; `null`: the folder that was picked. */
    download: (url: string | null, quantisation: Quantisation = 'f32', silence = 30_000): Promise<Outcome<string>> => {
      stop = new AbortController();
      progress = [];
      const from = url === null ? ({ kind: 'folder', files: pickedFiles() } as const) : ({ kind: 'url', url } as const);
      return outcome(() =>
        createModelStorage({ pauses, silence }).download(
          { from, quantisation },
          (each) => progress.push(each),
          stop.signal,
        ),
      );
    },
    stop: () => stop.abort(),
    /** Of the last download. */
    progress: () => progress,
    list: (): Promise<Outcome<StoredModel[]>> => outcome(() => storage.list()),
    manifestAt: (url: string): Promise<Outcome<Manifest>> => outcome(() => storage.manifestAt({ kind: 'url', url })),
    remove: (id: string, quantisation?: Quantisation): Promise<Outcome<void>> =>
      outcome(() => storage.remove(id, quantisation)),
    estimate: (): Promise<Outcome<StorageEstimate>> => outcome(() => storage.estimate()),
    /** Opens a stored model and a file of it; the model stays in use until the page closes. @returns its SHA-256. */
    sha256: (id: string, file: { name: string; bytes: number; sha256: string }): Promise<Outcome<string>> =>
      outcome(async () => {
        const content = await (await openStoredModel(id)).open(file);
        const bytes = content instanceof Blob ? await content.arrayBuffer() : content;
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      }),
    /** Reads a file that a worker writes and deletes all the time, until that was done so many times. */
    readBusyFile: (times: number): Promise<Outcome<readonly (string | null)[]>> =>
      outcome(async () => {
        const worker = new Worker(new URL('./busy-file-worker.ts', import.meta.url), { type: 'module' });
        let left = times;
        worker.onmessage = () => left--;
        const root = await navigator.storage.getDirectory();
        const texts = new Set<string | null>();
        while (left > 0) {
          // Each waits for the others between looking the file up and reading it.
          for (const text of await Promise.all(Array.from({ length: 100 }, () => textAt(root, 'busy'))))
            texts.add(text);
        }
        worker.terminate();
        return [...texts];
      }),
    /** What was noted of a stored model's weights; with `text`, it is written anew. */
    notes: async (id: string, quantisation: Quantisation, text?: string): Promise<string> => {
      const root = await navigator.storage.getDirectory();
      const own = await root.getDirectoryHandle('diffuscope');
      const folder = await (await own.getDirectoryHandle('models')).getDirectoryHandle(id);
      const file = await folder.getFileHandle(`${quantisation}-notes.json`);
      if (text !== undefined) {
        const written = await file.createWritable();
        await written.write(text);
        await written.close();
      }
      return (await file.getFile()).text();
    },
    /** Names of all contents on the disk. */
    contents: async (): Promise<string[]> => {
      const root = await navigator.storage.getDirectory();
      const own = await root.getDirectoryHandle('diffuscope');
      const names: string[] = [];
      for await (const name of (await own.getDirectoryHandle('files')).keys()) names.push(name);
      return names.sort();
    },
  };
}

export type StorageTestPage = ReturnType<typeof createTestPage>;

declare global {
  interface Window {
    storagePage: StorageTestPage;
  }
}

window.storagePage = createTestPage();
