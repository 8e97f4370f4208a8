/** The actions of the models that this browser keeps; what does them is loaded when it is first asked for. */
import type { ModelActions } from '../state/model-actions.ts';
import type { WatchStore } from '../state/store.ts';
import type { ModelDisk } from './model-disk.ts';
import type { ModelLoading } from './model-loading.ts';
import type { Opening } from './opening.ts';

/** @param openDisk tests bring a disk of their own. */
export function createModelActions(
  store: WatchStore,
  loading: ModelLoading,
  opening: Opening,
  openDisk: (store: WatchStore) => Promise<ModelDisk> = openBrowserDisk,
): ModelActions {
  let opened: Promise<ModelDisk> | undefined;
  const onDisk = (act: (disk: ModelDisk) => Promise<void>): void => {
    opened ??= openDisk(store).catch((thrown: unknown) => {
      opened = undefined;
      throw thrown;
    });
    void opened.then(act);
  };
  return {
    loadModels: () => onDisk((disk) => disk.refresh()),
    openModel: (id) => {
      if (opening.refuses('Another model cannot open during a decode.')) return;
      const { chooseModel, setNotice } = store.getState();
      setNotice(null);
      chooseModel(id);
      void loading.load();
    },
    viewModel: (from) => onDisk((disk) => disk.view(from)),
    downloadModel: (from, manifest, quantisation) => onDisk((disk) => disk.download(from, manifest, quantisation)),
    pauseDownload: (key) => onDisk((disk) => disk.stop(key, 'keep')),
    cancelDownload: (key) => onDisk((disk) => disk.stop(key, 'delete')),
    deleteModel: (id) => onDisk((disk) => disk.remove(id)),
    keepModels: () => onDisk((disk) => disk.persist()),
  };
}

async function openBrowserDisk(store: WatchStore): Promise<ModelDisk> {
  const [{ createModelDisk }, { readKnownModels }, { createModelStorage }] = await Promise.all([
    import('./model-disk.ts'),
    import('./known-models.ts'),
    import('../engine/storage/client.ts'),
  ]);
  return createModelDisk(store, createModelStorage(), readKnownModels);
}
