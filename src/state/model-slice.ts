/** The model behind the page: which one is asked for, how far it is, what went wrong. */
import type { Need } from '../decode/types.ts';
import type { LoadedModel, LoadProgress, ProviderChoice } from '../engine/engine.ts';
import { unmetNeeds } from '../engine/unmet-needs.ts';
import type { ErrorFields } from '../model/error.ts';
import type { Quantisation } from '../model/manifest.ts';
import { settingsOf } from './decode-request.ts';
import { experimentKey } from './experiment-url.ts';
import type { ModelDefaults } from './model-defaults.ts';
import { defaultSettings, type Settings } from './settings-slice.ts';
import type { WatchSlice, WatchState } from './store.ts';

/** Id in the manifest of the model that comes with the page. */
export const EMBEDDED = 'pocket';

export type ModelStatus =
  | { readonly phase: 'idle' }
  | { readonly phase: 'loading'; readonly progress: LoadProgress | null }
  | { readonly phase: 'ready'; readonly model: LoadedModel }
  | { readonly phase: 'failed'; readonly error: ErrorFields };

export interface ModelSlice {
  readonly model: ModelStatus;
  /** Which model is loaded next: its id on the browser's own disk; `null` is the embedded one. */
  readonly chosenModel: string | null;
  /** Id in the manifest of the model that is loaded, or was last. */
  readonly modelId: string;
  /** Id of the model that a link names, until a decode is shown; `null` if none is named. */
  readonly wantedModel: string | null;
  /** What the model is usually asked; `null` of the embedded one, whose are those of the page. */
  readonly modelDefaults: ModelDefaults | null;
  /** The visitor's own settings stayed when the model changed: its usual ones are offered. */
  readonly offersDefaults: boolean;
  readonly provider: ProviderChoice;
  readonly quantisation: Quantisation | 'auto';
  /** What the model cannot give to a strategy; empty until one is ready. */
  readonly unmet: readonly Need[];
  setModel(model: ModelStatus): void;
  /** A model is there, another than before: its prompt and settings come where the visitor has set nothing. */
  changeModel(model: LoadedModel, defaults: ModelDefaults | null): void;
  /** Takes the settings that the model usually has, or leaves them. */
  answerDefaults(take: boolean): void;
  /** A link names this model; with `null` none does any more. */
  want(id: string | null): void;
  /** The weights are its own again, whatever was chosen of the model before. */
  chooseModel(id: string | null): void;
  chooseProvider(provider: ProviderChoice): void;
  chooseQuantisation(quantisation: Quantisation | 'auto'): void;
}

export const createModelSlice: WatchSlice<ModelSlice> = (set) => ({
  model: { phase: 'idle' },
  chosenModel: null,
  modelId: EMBEDDED,
  wantedModel: null,
  modelDefaults: null,
  offersDefaults: false,
  provider: 'auto',
  quantisation: 'auto',
  unmet: [],
  setModel: (model) => set(model.phase === 'ready' ? readyModel(model.model) : { model }),
  changeModel: (model, modelDefaults) =>
    set((state) => ({ ...readyModel(model), modelDefaults, ...takenOver(state, model.manifest.id, modelDefaults) })),
  answerDefaults: (take) =>
    set(({ modelDefaults }) => ({
      offersDefaults: false,
      ...(take && { settings: modelDefaults?.settings ?? defaultSettings }),
    })),
  want: (wantedModel) => set({ wantedModel }),
  chooseModel: (chosenModel) => set({ chosenModel, quantisation: 'auto' }),
  chooseProvider: (provider) => set({ provider }),
  chooseQuantisation: (quantisation) => set({ quantisation }),
});

/** The id of a trace's model as a link says it: histories of other programs have none of their own. */
export function linkedModel(id: string): string {
  return id === 'imported' ? EMBEDDED : id;
}

/** The model that a link names while another one is loaded; else `null`. */
export function otherModelWanted({ model, wantedModel, modelId }: WatchState): string | null {
  return model.phase === 'ready' && wantedModel !== modelId ? wantedModel : null;
}

function readyModel(model: LoadedModel): Partial<WatchState> {
  const { manifest, quantisation } = model;
  return { model: { phase: 'ready', model }, modelId: manifest.id, unmet: unmetNeeds(manifest, quantisation) };
}

const sameSettings = (a: Settings, b: Settings): boolean =>
  experimentKey({ promptText: '', settings: a }) === experimentKey({ promptText: '', settings: b });

/**
 * What is not the visitor's gives way: the settings the page began with, those of the model before and of a recorded
 * example. What a link says, and what made the decode of this same model on screen, stays without a question.
 */
function takenOver(state: WatchState, modelId: string, defaults: ModelDefaults | null): Partial<WatchState> {
  const { settings, promptText, trace, origin, awaited, wantedModel, modelDefaults: before } = state;
  const quiet = { offersDefaults: false };
  if (awaited !== null || wantedModel !== null || trace?.model.id === modelId) return quiet;
  const own = defaults?.settings ?? defaultSettings;
  const example = origin === 'example' && trace !== null ? settingsOf(trace.request) : null;
  const untouched = [defaultSettings, before?.settings, example].some(
    (known) => known != null && sameSettings(known, settings),
  );
  if (!untouched) return { offersDefaults: !sameSettings(own, settings) };
  const prompts = ['', ...(before?.prompts ?? []), ...(example === null ? [] : [trace!.promptText])];
  const prompt = prompts.includes(promptText) ? defaults?.prompts[0] : undefined;
  return { ...quiet, settings: own, ...(prompt !== undefined && { promptText: prompt }) };
}
