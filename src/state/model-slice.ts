/** The model behind the page: which one is asked for, how far it is, what went wrong. */
import type { Need } from '../decode/types.ts';
import type { LoadedModel, LoadProgress, ProviderChoice } from '../engine/engine.ts';
import { unmetNeeds } from '../engine/unmet-needs.ts';
import type { ErrorFields } from '../model/error.ts';
import type { Quantisation } from '../model/manifest.ts';
import type { WatchSlice } from './store.ts';

export type ModelStatus =
  | { readonly phase: 'idle' }
  | { readonly phase: 'loading'; readonly progress: LoadProgress | null }
  | { readonly phase: 'ready'; readonly model: LoadedModel }
  | { readonly phase: 'failed'; readonly error: ErrorFields };

export interface ModelSlice {
  readonly model: ModelStatus;
  readonly provider: ProviderChoice;
  readonly quantisation: Quantisation | 'auto';
  /** What the model cannot give to a strategy; empty until one is ready. */
  readonly unmet: readonly Need[];
  setModel(model: ModelStatus): void;
  chooseProvider(provider: ProviderChoice): void;
  chooseQuantisation(quantisation: Quantisation | 'auto'): void;
}

export const createModelSlice: WatchSlice<ModelSlice> = (set) => ({
  model: { phase: 'idle' },
  provider: 'auto',
  quantisation: 'auto',
  unmet: [],
  setModel: (model) =>
    set(
      model.phase === 'ready'
        ? { model, unmet: unmetNeeds(model.model.manifest, model.model.quantisation) }
        : { model },
    ),
  chooseProvider: (provider) => set({ provider }),
  chooseQuantisation: (quantisation) => set({ quantisation }),
});
