/** What tabs must not do to each other's models, as Web Locks: they end with the tab or worker that holds them. */
import { DiffuscopeError } from '../../model/error.ts';

const used = (id: string) => `diffuscope-model-used ${id}`;
const downloaded = (id: string) => `diffuscope-model-downloaded ${id}`;
const written = (sha256: string) => `diffuscope-file-written ${sha256}`;
const LIST = 'diffuscope-model-list';

/** Keeps a model from being deleted until the function returned is called, or this worker or page ends. */
export function keepModel(id: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = () => new Promise<void>((release) => resolve(release));
    navigator.locks.request(used(id), { mode: 'shared' }, held).catch(reject);
  });
}

/** One tab at a time downloads a model. @param onWait another does now. */
export async function whileDownloaded<T>(
  id: string,
  signal: AbortSignal,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const none = Symbol();
  const result = await navigator.locks.request(downloaded(id), { ifAvailable: true }, (lock) =>
    lock === null ? none : work(),
  );
  if (result !== none) return result as T;
  onWait();
  return navigator.locks.request(downloaded(id), { signal }, work);
}

/** One model at a time writes a file that several need. */
export function whileWritten<T>(sha256: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(written(sha256), { signal }, work);
}

/** For short changes to which models there are, and so to which files are needed. */
export function whileListChanges<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(LIST, work);
}

/** @throws DiffuscopeError `storage` while the model is used or downloaded. */
export async function whileRemoved<T>(id: string, label: string, work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(downloaded(id), { ifAvailable: true }, (download) => {
    if (download === null) {
      throw new DiffuscopeError(
        'storage',
        `${label} is being downloaded, here or in another tab.`,
        'Stop the download first.',
      );
    }
    return navigator.locks.request(used(id), { ifAvailable: true }, (use) => {
      if (use !== null) return work();
      const remedy = 'Load another model here, and close the other tabs that use this one.';
      throw new DiffuscopeError('storage', `${label} is in use, here or in another tab.`, remedy);
    });
  });
}
