/** What a model is usually asked: its prompts, and the settings that its authors decode with. */
import type { Manifest } from '../model/manifest.ts';
import { defaultSettings, type Settings, withStrategy } from './settings-slice.ts';

export interface ModelDefaults {
  readonly settings: Settings;
  /** Prompts before the chat template; empty where none are known. */
  readonly prompts: readonly string[];
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
