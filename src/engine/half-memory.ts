/**
 * Which parts of a model run in f16: asked for, remembered from an earlier load, or still to be tried. What was found
 * lies beside the stored model, for the browser, the runtime and the GPU with which it was found.
 */
import * as v from 'valibot';
import type { Manifest, ModelVariant } from '../model/manifest.ts';
import type { ProviderChoice } from './engine.ts';
import type { ModelNotes } from './model-source.ts';
import type { GraphRuntime } from './network/graph-runtime.ts';
import { type HalfUse, MOST_HALF_ERROR } from './network/part-opener.ts';

/** Told apart from what an earlier version of the trial found. */
const TRIAL = `1, up to ${MOST_HALF_ERROR}`;

const memorySchema = v.object({
  trial: v.literal(TRIAL),
  machine: v.string(),
  parts: v.array(v.string()),
});

export interface HalfQuestion {
  readonly choice: ProviderChoice;
  readonly runtime: Pick<GraphRuntime, 'half'>;
  readonly variant: ModelVariant;
  /** Absent: nothing is remembered. */
  readonly notes: ModelNotes | undefined;
  /** All but the model that the answer depends on. */
  readonly machine: string;
  /** The text of a trial, [S] ids. */
  probe(): Promise<Int32Array>;
}

export async function halfUse({ choice, runtime, variant, notes, machine, probe }: HalfQuestion): Promise<HalfUse> {
  const offered = runtime.half !== undefined && variant.parts.some(({ half }) => half !== undefined);
  if (choice === 'webgpu-f32' || !offered) return { kind: 'none' };
  const known = memoryOf((await notes?.read(variant.quantisation).catch(() => null)) ?? '');
  if (known?.machine === machine) return { kind: 'named', parts: known.parts };
  return { kind: 'tried', probe: await probe() };
}

/** A disk that takes nothing more costs a trial at the next load, not this one. */
export async function rememberHalves(
  { notes, variant, machine }: Pick<HalfQuestion, 'notes' | 'variant' | 'machine'>,
  parts: readonly string[],
): Promise<void> {
  const text = JSON.stringify({ trial: TRIAL, machine, parts });
  await notes?.write(variant.quantisation, text).catch(() => {});
}

function memoryOf(text: string): v.InferOutput<typeof memorySchema> | null {
  try {
    return v.parse(memorySchema, JSON.parse(text));
  } catch {
    return null;
  }
}

/** As a prompt of a trial, on the model's own template. */
const PROBE_TEXT = 'Write a function that returns the largest number of a list, or None if the list is empty.';

/** More than the 32 rows at which kernels change, whatever the prompt. */
const PROBE_MASKS = 40;

/** A prompt, and masks behind it: what every decode begins with. */
export async function probeTokens(tokenizerJson: unknown, manifest: Manifest): Promise<Int32Array> {
  const { createTokenizer } = await import('../model/tokenizer.ts');
  const prompt = createTokenizer(tokenizerJson, manifest).encodePrompt(PROBE_TEXT);
  const { contextLength, tokens } = manifest;
  const masks = new Int32Array(PROBE_MASKS).fill(tokens.mask);
  // The end of a prompt that is too long.
  return Int32Array.of(...prompt, ...masks).slice(-contextLength);
}
