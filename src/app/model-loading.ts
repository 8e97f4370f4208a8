/** Loads the model that the store asks for, and tells the store how far it is. */
import type { Engine, ModelPlace } from '../engine/engine.ts';
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { ModelTokenizer } from '../model/tokenizer.ts';
import type { WatchStore } from '../state/store.ts';

export interface ModelLoading {
  /** Loads; a load under way gives way to the new one. */
  load(): Promise<void>;
  /** Of the model that is ready. */
  tokenizer(): ModelTokenizer | null;
}

export function createModelLoading(store: WatchStore, engine: Engine, place: ModelPlace): ModelLoading {
  let tokenizer: ModelTokenizer | null = null;
  let newest = 0;
  return {
    async load() {
      const load = ++newest;
      const { provider, quantisation, setModel } = store.getState();
      // The recorded decode that plays meanwhile needs no tokenizer, so its code comes beside the model.
      const tokenizers = import('../model/tokenizer.ts');
      tokenizer = null;
      setModel({ phase: 'loading', progress: null });
      try {
        const model = await engine.load({ place, provider, quantisation }, (progress) => {
          if (load === newest) setModel({ phase: 'loading', progress });
        });
        const { createTokenizer } = await tokenizers;
        if (load !== newest) return;
        tokenizer = createTokenizer(model.tokenizer, model.manifest);
        setModel({ phase: 'ready', model });
      } catch (thrown) {
        if (load !== newest) return;
        setModel({ phase: 'failed', error: errorFields(thrown, 'worker-died') });
        if (!(thrown instanceof DiffuscopeError)) throw thrown;
      }
    },
    tokenizer: () => tokenizer,
  };
}
