/** The embedded model and canvases made of its held-out prompts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest } from '../../src/model/manifest.ts';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import { float32Weights } from '../oracle/checkpoint-weights.ts';
import type { PlainConfig } from '../oracle/plain-forward.ts';
import { uniforms } from './fixture.ts';

export const POCKET = join(import.meta.dirname, '../../models/pocket');
export const CHECKPOINT = join(POCKET, 'checkpoint');

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

export const pocketManifest = parseManifest(readFileSync(join(POCKET, 'manifest.json'), 'utf8'));
export const pocketConfig: PlainConfig = json(join(CHECKPOINT, 'config.json'));
export const pocketWeights = () => float32Weights(join(CHECKPOINT, 'model.safetensors'));

export interface MaskedCanvas {
  /** [S] prompt, then the answer, some of it masked. */
  readonly ids: number[];
  /** [M] the masked ones, indices in `ids`. */
  readonly rows: number[];
}

/** Every `stride`-th held-out prompt with its reference answer, masked at rates from 0.1 to 1. */
export function heldOutCanvases(stride: number, canvasLength: number): MaskedCanvas[] {
  const tokenizerJson = json(join(POCKET, 'tokenizer.json'));
  const prompts = createTokenizer(tokenizerJson, pocketManifest);
  const answers = createTokenizer(tokenizerJson, { ...pocketManifest, chatTemplate: '{prompt}' });
  const { mask, pad, eos } = pocketManifest.tokens;
  const random = uniforms(1);
  const heldOut: { instruction: string; reference: string }[] = json(join(CHECKPOINT, 'heldout.json'));
  return heldOut
    .filter((_, i) => i % stride === 0)
    .map(({ instruction, reference }, i) => {
      const prompt = [...prompts.encodePrompt(instruction)];
      const answer = [...answers.encodePrompt(reference), eos[0]!];
      const padding = new Array<number>(Math.max(0, canvasLength - answer.length)).fill(pad);
      const ids = [...prompt, ...[...answer, ...padding].slice(0, canvasLength)];
      const rate = 0.1 + 0.9 * ((i % 10) / 9);
      const rows = ids.map((_, s) => s).filter((s) => s >= prompt.length && random() < rate);
      for (const row of rows) ids[row] = mask;
      return { ids, rows };
    });
}
