/** What a model is usually asked: its prompts, and the settings that its authors decode with. */
import type { CatalogModel } from '../model/catalog.ts';
import type { Manifest } from '../model/manifest.ts';
import { defaultSettings, type Settings, withStrategy } from './settings-slice.ts';

export interface ModelDefaults {
  readonly settings: Settings;
  /** Prompts before the chat template; empty where none are known. */
  readonly prompts: readonly string[];
}

/** What the catalog says of a model, else what follows from its manifest. */
export function modelDefaults(manifest: Manifest, catalog: readonly CatalogModel[]): ModelDefaults {
  const known = knownModel(manifest, catalog);
  if (known === undefined) return { settings: usualSettings(manifest), prompts: [] };
  const fits = known.defaults.canvasLength < manifest.contextLength;
  return { settings: fits ? authorsSettings(known) : usualSettings(manifest), prompts: known.prompts };
}

/** The entry of the model, which may have been converted under another id. */
export function knownModel(
  { id, source }: Pick<Manifest, 'id' | 'source'>,
  catalog: readonly CatalogModel[],
): CatalogModel | undefined {
  return catalog.find((one) => one.id === id) ?? catalog.find(({ repository }) => repository === source.name);
}

/** What the authors say; what they do not, as the page begins. */
export function authorsSettings({ defaults }: CatalogModel): Settings {
  const { strategy, canvasLength, steps, blockLength = canvasLength, temperature, topP = null, topK = null } = defaults;
  return { ...withStrategy(defaultSettings, strategy), canvasLength, steps, blockLength, temperature, topP, topK };
}

/** Of each family the rule of its reference code. */
const usualStrategies: Readonly<Record<Manifest['family'], string>> = {
  dream: 'entropy',
  llada: 'low-confidence',
  qwen2: 'low-confidence',
};

/** Positions of a first decode: enough for a function, short enough to wait for. */
const USUAL_CANVAS = 128;

/** The settings for a model of which nothing but its manifest is known: one token a step, one block. */
export function usualSettings({ family, attention, contextLength }: Manifest): Settings {
  const strategy = attention === 'causal' ? 'left-to-right' : usualStrategies[family];
  const canvasLength = Math.min(USUAL_CANVAS, Math.ceil(contextLength / 2));
  return { ...withStrategy(defaultSettings, strategy), canvasLength, steps: canvasLength, blockLength: canvasLength };
}
