/** The last decode, kept in IndexedDB so that it survives a reload. Without storage the page works and forgets. */
import type { DecodeTrace } from '../trace/types.ts';

const STORE = 'traces';
/** Of the shape of `DecodeTrace`: a change of that takes a new key, and the old one is forgotten. */
const KEY = 'last/1';

/** Best effort: storage that is denied or full loses nothing that is on screen. */
export async function keepLastRun(trace: DecodeTrace): Promise<void> {
  try {
    await transact('readwrite', (store) => store.put(trace, KEY));
  } catch {
    // Private windows and full disks.
  }
}

/** `null` if there is none. */
export async function readLastRun(): Promise<DecodeTrace | null> {
  try {
    const trace = await transact('readonly', (store) => store.get(KEY));
    return (trace as DecodeTrace | undefined) ?? null;
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
