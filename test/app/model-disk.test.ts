import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { createModelDisk, type ModelDisk } from '../../src/app/model-disk.ts';
import type { DownloadProgress, ModelStorage, StoredModel } from '../../src/engine/storage/model-storage.ts';
import { readCatalog } from '../../src/model/catalog.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import { parseManifest, type Quantisation } from '../../src/model/manifest.ts';
import { downloadKey } from '../../src/state/models-slice.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';

const manifest = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const from = { kind: 'url', url: 'https://example.org/pocket/' } as const;
const key = downloadKey(manifest, 'u8');
const half: DownloadProgress = {
  phase: 'download',
  ...{ bytes: 5, totalBytes: 10, verifiedBytes: 0, bytesPerSecond: 5, secondsLeft: 1 },
};

let store: WatchStore;
let disk: ModelDisk;
let bytes: Map<Quantisation, number>;
/** What the download under way ends with. */
let end: { finish(): void; fail(error: unknown): void };
let persisted: boolean;
const state = () => store.getState();

/** A disk of ten bytes for each kind of weights, whose downloads end when they are told. */
const storage: ModelStorage = {
  async list() {
    const quantisations = [...bytes].map(([quantisation, bytesDone]) => ({
      ...{ quantisation, bytesDone, totalBytes: 10, complete: bytesDone === 10, begun: 0, origin: from },
    }));
    const model: StoredModel = { id: 'pocket-1', manifest, quantisations, bytesDone: 10 };
    return bytes.size === 0 ? [] : [model];
  },
  async manifestAt({ kind }) {
    if (kind === 'folder') throw new DiffuscopeError('not-found', 'The folder has no manifest.json.', 'Another.');
    return manifest;
  },
  download({ quantisation }, onProgress, signal) {
    bytes.set(quantisation, 5);
    onProgress(half);
    return new Promise((resolve, reject) => {
      end = {
        finish: () => {
          bytes.set(quantisation, 10);
          resolve('pocket-1');
        },
        fail: reject,
      };
      signal.addEventListener('abort', () => reject(new DiffuscopeError('aborted', 'Stopped.')));
    });
  },
  async remove(_, quantisation) {
    if (quantisation === undefined) bytes.clear();
    else bytes.delete(quantisation);
  },
  estimate: async () => ({ usage: bytes.size, quota: 100, persisted }),
  persist: async () => persisted,
};

const { models } = readCatalog(JSON.parse(readFileSync('models/catalog.json', 'utf8')));
const known = async () => models;

beforeEach(() => {
  store = createWatchStore();
  bytes = new Map();
  persisted = false;
  disk = createModelDisk(store, storage, known);
});

const begun = async (quantisation: Quantisation = 'u8') => {
  const done = disk.download(from, manifest, quantisation);
  await disk.refresh();
  return done;
};

describe('a download', () => {
  it('is shown with its progress, then as done, and its model is listed', async () => {
    const done = disk.download(from, manifest, 'u8');
    await disk.refresh();
    expect(state().downloads).toMatchObject([{ key, state: 'running', progress: half }]);
    expect(state().storedModels).toMatchObject([{ quantisations: [{ complete: false }] }]);
    end.finish();
    await done;
    expect(state().downloads).toMatchObject([{ key, state: 'done' }]);
    expect(state().storedModels).toMatchObject([{ quantisations: [{ complete: true }] }]);
    expect(state().spoken).toBe(`${manifest.label} is in this browser now.`);
  });

  it('is not begun twice', async () => {
    void begun();
    const again = disk.download(from, manifest, 'u8');
    await again;
    expect(state().downloads).toHaveLength(1);
    end.finish();
  });

  it('that is paused leaves what came, and with that nothing to tell', async () => {
    void begun();
    await disk.stop(key, 'keep');
    expect(state()).toMatchObject({ downloads: [], storedModels: [{ quantisations: [{ bytesDone: 5 }] }] });
  });

  it('that is cancelled leaves nothing of these weights', async () => {
    void begun();
    await disk.stop(key, 'delete');
    expect(state()).toMatchObject({ downloads: [], storedModels: [] });
    bytes.set('q4', 10);
    void begun();
    await disk.stop(key, 'delete');
    expect(state().storedModels![0]!.quantisations).toMatchObject([{ quantisation: 'q4', complete: true }]);
  });

  it('that fails says why, and is forgotten when it is cancelled', async () => {
    const done = begun();
    await disk.refresh();
    end.fail(new DiffuscopeError('network', 'Cut.', 'Again.'));
    await done;
    expect(state().downloads).toMatchObject([{ state: 'failed', error: { message: 'Cut.', remedy: 'Again.' } }]);
    await disk.stop(key, 'delete');
    expect(state()).toMatchObject({ downloads: [], storedModels: [] });
  });
});

describe('the disk', () => {
  it('shows what a place offers, of the newest place alone', async () => {
    await disk.view({ kind: 'folder', files: [] });
    expect(state().viewedModel).toMatchObject({ phase: 'failed', error: { code: 'not-found' } });
    const slow = disk.view({ kind: 'folder', files: [] });
    await disk.view(from);
    await slow;
    expect(state().viewedModel).toMatchObject({ phase: 'ready', from, manifest });
  });

  it('says why something was not done, until the next is', async () => {
    bytes.set('q4', 10);
    const remove = () => Promise.reject(new DiffuscopeError('storage', 'In use.', 'Close it.'));
    const stuck = createModelDisk(store, { ...storage, remove }, known);
    await stuck.remove('pocket-1');
    expect(state()).toMatchObject({ modelsProblem: { message: 'In use.' }, storedModels: [{ id: 'pocket-1' }] });
    await disk.remove('pocket-1');
    expect(state()).toMatchObject({ modelsProblem: null, storedModels: [], storageEstimate: { quota: 100 } });
  });

  it('that cannot be read is empty, and says so', async () => {
    const list = () => Promise.reject(new DiffuscopeError('storage', 'Denied.', ''));
    await createModelDisk(store, { ...storage, list }, known).refresh();
    expect(state()).toMatchObject({ storedModels: [], modelsProblem: { message: 'Denied.' } });
  });

  it('shows the known models, and tries again to read them', async () => {
    const failing = () => Promise.reject(new DiffuscopeError('network', 'No list.', ''));
    await createModelDisk(store, storage, failing).refresh();
    await expect.poll(() => state().catalogProblem?.message).toBe('No list.');
    await disk.refresh();
    await expect.poll(() => state()).toMatchObject({ catalog: models, catalogProblem: null });
  });

  it('asks the browser to keep it, and tells when it does not promise', async () => {
    await disk.persist();
    expect(state().modelsProblem?.message).toContain('does not promise');
    persisted = true;
    await disk.persist();
    expect(state()).toMatchObject({ modelsProblem: null, storageEstimate: { persisted: true } });
  });
});
