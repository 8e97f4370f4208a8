/** Loads the model that the store asks for, and tells the store how far it is. */
import type { Engine, LoadedModel, ModelPlace } from '../engine/engine.ts';
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { ModelTokenizer } from '../model/tokenizer.ts';
import type { ModelDefaults } from '../state/model-defaults.ts';
import { EMBEDDED } from '../state/model-slice.ts';
import type { WatchStore } from '../state/store.ts';

export interface ModelLoading {
  /** Loads; a load under way gives way to the new one. */
  load(): Promise<void>;
  /** Of the model that is ready. */
  tokenizer(): ModelTokenizer | null;
}

/** @param embedded where the embedded model is served. */
export function createModelLoading(store: WatchStore, engine: Engine, embedded: ModelPlace): ModelLoading {
  let tokenizer: ModelTokenizer | null = null;
  let newest = 0;

  const load = async (): Promise<void> => {
    const loading = ++newest;
    const { provider, quantisation, chosenModel, setModel } = store.getState();
    const place = chosenModel === null ? embedded : ({ kind: 'disk', id: chosenModel } as const);
    // The recorded decode that plays meanwhile needs no tokenizer, so its code comes beside the model.
    const tokenizers = import('../model/tokenizer.ts');
    tokenizer = null;
    setModel({ phase: 'loading', progress: null });
    try {
      const model = await engine.load({ place, provider, quantisation }, (progress) => {
        if (loading === newest) setModel({ phase: 'loading', progress });
      });
      const { createTokenizer } = await tokenizers;
      const defaults = await defaultsFor(model);
      if (loading !== newest) return;
      tokenizer = createTokenizer(model.tokenizer, model.manifest);
      if (model.manifest.id === store.getState().modelId) setModel({ phase: 'ready', model });
      else store.getState().changeModel(model, defaults);
    } catch (thrown) {
      if (loading !== newest) return;
      const error = errorFields(thrown, 'worker-died');
      if (chosenModel !== null && error.code === 'not-found') return fallBack(error.message);
      setModel({ phase: 'failed', error });
      if (!(thrown instanceof DiffuscopeError)) throw thrown;
    }
  };

  /** The model that was chosen at another visit is gone: the embedded one is there always. */
  const fallBack = (message: string): Promise<void> => {
    const { chooseModel, setNotice, words } = store.getState();
    chooseModel(null);
    const error = { code: 'not-found', message, remedy: 'Choose or add a model under "Models".' } as const;
    setNotice({ error, kept: words('The embedded model is loaded instead.'), reloadModel: false });
    return load();
  };

  return { load, tokenizer: () => tokenizer };
}

/** The catalog comes with the first model that is not embedded. */
async function defaultsFor({ manifest }: LoadedModel): Promise<ModelDefaults | null> {
  if (manifest.id === EMBEDDED) return null;
  const [{ modelDefaults }, { readKnownModels }] = await Promise.all([
    import('../state/model-defaults.ts'),
    import('./known-models.ts'),
  ]);
  // A model of the disk loads without a network; then its manifest alone tells.
  return modelDefaults(manifest, await readKnownModels().catch(() => []));
}
