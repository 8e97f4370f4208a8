/** The kept runs on a real IndexedDB in memory: the first version's last run, and a disk without room. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createLibrary } from '../../src/app/library.ts';
import { createOpening } from '../../src/app/opening.ts';
import { openRunDatabase } from '../../src/app/run-database.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { stubTrace } from '../state/stub-decode.ts';
import { files } from './stub-engine.ts';

const trace = await stubTrace();
let store: WatchStore;
beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  store = createWatchStore();
  vi.restoreAllMocks();
});

const libraryOf = async () => {
  const library = createLibrary(store, files, createOpening(store));
  await library.start();
  return library;
};
const runs = () => store.getState().runs;

/** As the first version of the page left it. */
async function leaveLastRun(last: unknown): Promise<void> {
  const database = await openDB('diffuscope', 1, { upgrade: (made) => void made.createObjectStore('traces') });
  await database.put('traces', last, 'last/1');
  database.close();
}

describe('the last run of the first version', () => {
  it('is a kept run now, and stays one', async () => {
    await leaveLastRun(trace);
    const library = await libraryOf();
    expect(runs()).toMatchObject([{ id: 'last-run', origin: 'run', name: '', promptText: trace.promptText }]);
    expect(await files.read(await library.file('last-run'))).toEqual(trace);
    store = createWatchStore();
    await libraryOf();
    expect(runs()).toHaveLength(1);
  });

  it('is dropped where it is no trace, and the page keeps what comes', async () => {
    await leaveLastRun({ version: 0 });
    const library = await libraryOf();
    expect(runs()).toEqual([]);
    expect(store.getState().notKept).toBeNull();
    await library.keep('a', 'run', trace);
    expect(runs()).toMatchObject([{ id: 'a' }]);
    await openRunDatabase().then(async (database) => expect(await database.drafts()).toEqual([]));
  });
});

describe('a disk without room', () => {
  /** As browsers do it: the transaction ends for want of room, and its requests because it ended. */
  const fill = (stores: readonly string[]) => {
    const { put } = IDBObjectStore.prototype;
    return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
      const request = put.apply(this, given);
      if (!stores.includes(this.name)) return request;
      Object.defineProperty(this.transaction, 'error', { value: new DOMException('full', 'QuotaExceededError') });
      this.transaction.abort();
      return request;
    });
  };

  it('is said, with what to do; what was kept stays', async () => {
    const library = await libraryOf();
    await library.keep('old', 'run', trace);
    fill(['traces']);
    await library.keep('new', 'run', trace);
    expect(runs().map(({ id }) => id)).toEqual(['old']);
    expect(store.getState().notice).toMatchObject({
      error: {
        code: 'storage',
        message: 'The decode could not be kept in this browser.',
        remedy: 'There is no room left for this page: delete kept runs, or save the trace as a file.',
      },
      kept: 'It stays on screen until the tab closes.',
    });
    vi.restoreAllMocks();
    fill(['runs']);
    await library.change('old', { name: 'Old' });
    expect(store.getState().notice).toMatchObject({ error: { message: 'The change was not kept.' } });
    expect(runs()).toMatchObject([{ id: 'old', name: '' }]);
    // Room is made by deleting, which puts nothing.
    await library.remove('old');
    expect(runs()).toEqual([]);
    vi.restoreAllMocks();
    await library.keep('new', 'run', trace);
    expect(runs().map(({ id }) => id)).toEqual(['new']);
  });

  it('keeps no half of a run: what a transaction wrote before it ran full is undone', async () => {
    const library = await libraryOf();
    fill(['traces']);
    await library.keep('new', 'run', trace);
    vi.restoreAllMocks();
    expect(await (await openRunDatabase()).list()).toEqual([]);
    expect(store.getState().notice?.error.code).toBe('storage');
  });
});
