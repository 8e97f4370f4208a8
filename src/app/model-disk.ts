/** Models on this browser's disk, read, brought there and deleted: the store shows it, other tabs hear of changes. */
import type { ModelStorage } from '../engine/storage/model-storage.ts';
import type { CatalogModel } from '../model/catalog.ts';
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { Manifest, Quantisation } from '../model/manifest.ts';
import {
  downloadKey,
  type ModelDownload,
  type ModelOrigin,
  quantisationsOf,
  type StoredModel,
} from '../state/models-slice.ts';
import type { WatchStore } from '../state/store.ts';

/** Expected failures are in the store when a promise resolves. */
export interface ModelDisk {
  refresh(): Promise<void>;
  view(from: ModelOrigin): Promise<void>;
  download(from: ModelOrigin, manifest: Manifest, quantisation: Quantisation): Promise<void>;
  /** @param then what becomes of what came so far. */
  stop(key: string, then: 'keep' | 'delete'): Promise<void>;
  remove(id: string): Promise<void>;
  persist(): Promise<void>;
}

interface UnderWay {
  readonly stop: AbortController;
  /** Fulfils when the download has ended, however. */
  readonly ended: Promise<void>;
}

/** @param readKnownModels the catalog of the page. */
export function createModelDisk(
  store: WatchStore,
  storage: ModelStorage,
  readKnownModels: () => Promise<readonly CatalogModel[]>,
): ModelDisk {
  const underWay = new Map<string, UnderWay>();
  let viewing = 0;
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('diffuscope.models');

  const read = async (): Promise<void> => {
    void showKnown();
    const estimate = storage.estimate().catch(() => null);
    store.setState({ storedModels: await storage.list(), storageEstimate: await estimate });
  };
  const refresh = (): Promise<void> =>
    read().catch((thrown: unknown) => {
      store.setState(({ storedModels }) => ({
        storedModels: storedModels ?? [],
        modelsProblem: errorFields(thrown, 'storage'),
      }));
    });
  const showKnown = async (): Promise<void> => {
    if (store.getState().catalog !== null) return;
    try {
      store.setState({ catalog: await readKnownModels(), catalogProblem: null });
    } catch (thrown) {
      store.setState({ catalogProblem: errorFields(thrown, 'network') });
    }
  };
  const changed = async (): Promise<void> => {
    channel?.postMessage('changed');
    await refresh();
  };
  if (channel !== null) channel.onmessage = () => void refresh();

  /** Does something to the disk; why it was not done is shown. */
  const change = async (act: () => Promise<unknown>): Promise<void> => {
    store.setState({ modelsProblem: null });
    try {
      await act();
    } catch (thrown) {
      store.setState({ modelsProblem: errorFields(thrown, 'storage') });
    }
    await changed();
  };

  const bring = async (shown: ModelDownload, from: ModelOrigin, stop: AbortController): Promise<void> => {
    const { putDownload, dropDownload, words } = store.getState();
    const { key, quantisation, label } = shown;
    let current = shown;
    const put = (part: Partial<ModelDownload>): void => {
      current = { ...current, ...part };
      putDownload(current);
    };
    put({});
    let listed = false;
    try {
      await storage.download(
        { from, quantisation },
        (progress) => {
          if (!listed && progress.phase === 'download') {
            listed = true;
            void changed();
          }
          put({ progress, ...(stop.signal.aborted && { state: 'stopping' }) });
        },
        stop.signal,
      );
      await changed();
      put({ state: 'done' });
      store.getState().say(words('{{model}} is in this browser now.', { model: label }));
    } catch (thrown) {
      await changed();
      if (stop.signal.aborted) dropDownload(key);
      else put({ state: 'failed', error: errorFields(thrown, 'worker-died') });
      if (!(thrown instanceof DiffuscopeError)) throw thrown;
    }
  };

  /** The model whose weights have this key. */
  const modelOf = (key: string): StoredModel | undefined =>
    store.getState().storedModels?.find((model) => quantisationsOf(model, []).some((one) => one.key === key));

  return {
    refresh,
    async view(from) {
      const asked = ++viewing;
      const show = (viewedModel: ReturnType<WatchStore['getState']>['viewedModel']): void => {
        if (asked === viewing) store.setState({ viewedModel });
      };
      show({ phase: 'reading', from });
      try {
        show({ phase: 'ready', from, manifest: await storage.manifestAt(from) });
      } catch (thrown) {
        show({ phase: 'failed', from, error: errorFields(thrown, 'network') });
      }
    },
    async download(from, manifest, quantisation) {
      const key = downloadKey(manifest, quantisation);
      if (underWay.has(key)) return;
      const stop = new AbortController();
      const shown = {
        key,
        label: manifest.label,
        quantisation,
        state: 'running',
        progress: null,
        error: null,
      } as const;
      const ended = bring(shown, from, stop).finally(() => underWay.delete(key));
      underWay.set(key, { stop, ended });
      await ended;
    },
    async stop(key, then) {
      const work = underWay.get(key);
      const download = store.getState().downloads.find((one) => one.key === key);
      if (work !== undefined && download !== undefined) {
        store.getState().putDownload({ ...download, state: 'stopping' });
        work.stop.abort();
        await work.ended;
      } else store.getState().dropDownload(key);
      const model = modelOf(key);
      const part = model && quantisationsOf(model, []).find((one) => one.key === key);
      if (then === 'delete' && model !== undefined && part !== undefined)
        await change(() => storage.remove(model.id, part.quantisation));
    },
    remove: (id) => change(() => storage.remove(id)),
    persist: () =>
      change(async () => {
        if (await storage.persist()) return;
        const remedy = 'Add a bookmark for this page or install it, and try again; until then it may be deleted.';
        throw new DiffuscopeError('storage', 'The browser does not promise to keep what is stored here.', remedy);
      }),
  };
}
