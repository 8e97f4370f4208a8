/**
 * Kept runs in IndexedDB: what the list shows in `runs`, the trace files (JSON, gzip) in `traces`, and in `drafts` what
 * is not a file yet. Every change is one transaction, so that two tabs never see half of it.
 */
import { type DBSchema, openDB } from 'idb';
import { type KeptRun, MOST_RUNS, type RunText, surplus } from '../state/kept-run.ts';
import type { DecodeTrace } from '../trace/types.ts';

/** 1 kept the last run alone, unpacked, under `LAST_RUN`. */
const VERSION = 2;
const LAST_RUN = 'last/1';

interface Schema extends DBSchema {
  runs: { key: string; value: KeptRun };
  traces: { key: string; value: Uint8Array<ArrayBuffer> };
  drafts: { key: string; value: DecodeTrace };
}

/** A run with its trace file, packed. */
export interface RunFile {
  readonly run: KeptRun;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Each rejects with a `DOMException`, `QuotaExceededError` where there is no room. */
export interface RunDatabase {
  /** In no order. */
  list(): Promise<readonly KeptRun[]>;
  /** `undefined` if there is no such run. */
  trace(id: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /**
   * Keeps a run, ends its draft, and drops the oldest runs that are too many. A run that is there already is replaced,
   * or with `new` left as it is.
   */
  put(file: RunFile, how: 'replace' | 'new'): Promise<void>;
  change(id: string, part: RunText): Promise<void>;
  /** @returns what was there. */
  remove(id: string): Promise<RunFile | null>;
  keepDraft(id: string, trace: DecodeTrace): Promise<void>;
  drafts(): Promise<readonly { readonly id: string; readonly trace: DecodeTrace }[]>;
  dropDraft(id: string): Promise<void>;
}

/** @throws DOMException where storage is denied. */
export async function openRunDatabase(name = 'diffuscope'): Promise<RunDatabase> {
  const { promise: held, reject } = withReject();
  const opening = openDB<Schema>(name, VERSION, {
    async upgrade(upgraded, oldVersion, _, transaction) {
      if (oldVersion < 1) upgraded.createObjectStore('traces');
      upgraded.createObjectStore('runs', { keyPath: 'id' });
      const drafts = upgraded.createObjectStore('drafts');
      if (oldVersion !== 1) return;
      const traces = transaction.objectStore('traces');
      const last: unknown = await traces.get(LAST_RUN);
      if (last !== undefined) await drafts.put(last as DecodeTrace, 'last-run');
      await traces.clear();
    },
    blocked: () => reject(new DOMException('Another tab holds an older version.', 'InvalidStateError')),
    // A newer page in another tab wants to change the database: it comes first.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
  const database = await Promise.race([opening, held]);
  return {
    list: () => database.getAll('runs'),
    trace: (id) => database.get('traces', id),
    async put({ run, bytes }, how) {
      const transaction = database.transaction(['runs', 'traces', 'drafts'], 'readwrite');
      const runs = transaction.objectStore('runs');
      const traces = transaction.objectStore('traces');
      return asWhole(transaction, async () => {
        const before = await runs.get(run.id);
        if (before === undefined || how === 'replace') {
          // What the user wrote of it meanwhile stays.
          const written = before === undefined ? {} : { name: before.name, note: before.note };
          await Promise.all([runs.put({ ...run, ...written }), traces.put(bytes, run.id)]);
        }
        await transaction.objectStore('drafts').delete(run.id);
        const dropped = surplus(await runs.getAll(), MOST_RUNS);
        await Promise.all(dropped.flatMap((id) => [runs.delete(id), traces.delete(id)]));
      });
    },
    async change(id, part) {
      const transaction = database.transaction('runs', 'readwrite');
      return asWhole(transaction, async () => {
        const run = await transaction.store.get(id);
        if (run !== undefined) await transaction.store.put({ ...run, ...part });
      });
    },
    async remove(id) {
      const transaction = database.transaction(['runs', 'traces'], 'readwrite');
      const [runs, traces] = [transaction.objectStore('runs'), transaction.objectStore('traces')];
      return asWhole(transaction, async () => {
        const [run, bytes] = await Promise.all([runs.get(id), traces.get(id)]);
        await Promise.all([runs.delete(id), traces.delete(id)]);
        return run === undefined || bytes === undefined ? null : { run, bytes };
      });
    },
    async keepDraft(id, trace) {
      await database.put('drafts', trace, id);
    },
    async drafts() {
      const transaction = database.transaction('drafts');
      const [ids, traces] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
      return ids.map((id, index) => ({ id, trace: traces[index]! }));
    },
    dropDraft: (id) => database.delete('drafts', id),
  };
}

/**
 * Does all of it or nothing. Rejects with what ended the transaction: its requests only say that it ended
 * (`AbortError`), also where there is no room.
 */
async function asWhole<Result>(
  transaction: Pick<IDBTransaction, 'error' | 'abort'> & { readonly done: Promise<void> },
  act: () => Promise<Result>,
): Promise<Result> {
  transaction.done.catch(() => undefined); // Heard below, unless a request fails before.
  try {
    const result = await act();
    await transaction.done;
    return result;
  } catch (cause) {
    const reason = transaction.error ?? cause;
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
    throw reason;
  }
}

/** A promise that only ever rejects. */
function withReject(): { readonly promise: Promise<never>; readonly reject: (cause: unknown) => void } {
  let reject: (cause: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, no) => {
    reject = no;
  });
  return { promise, reject };
}
