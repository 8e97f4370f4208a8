/** The last decode, kept in IndexedDB so that it survives a reload. Without storage the page works and forgets. */
import { parseTrace, traceToJson } from '../trace/json.ts';
import type { DecodeTrace } from '../trace/types.ts';

const STORE = 'traces';
const KEY = 'last';

/** Best effort: storage that is denied or full loses nothing that is on screen. */
export async function keepLastRun(trace: DecodeTrace): Promise<void> {
  try {
    const json = traceToJson(trace);
    await transact('readwrite', (store) => store.put(json, KEY));
  } catch {
    // Private windows and full disks.
  }
}

/** `null` if there is none, or none that this version reads. */
export async function readLastRun(): Promise<DecodeTrace | null> {
  try {
    const json = await transact('readonly', (store) => store.get(KEY));
    return typeof json === 'string' ? parseTrace(json) : null;
  } catch {
    return null;
  }
}

async function transact(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open('diffuscope', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    return await settled(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
