/**
 * Whether a GPU computes what a CPU does. Drivers and shader compilers have faults that say nothing: a browser's compiler
 * for Vulkan made attention wrong by some per cent (`fresh-variables.ts`), and what came of it read like text. So a GPU
 * answers a known question first: the embedded model on a fixed sequence, which onnxruntime has answered on a CPU.
 */
import * as v from 'valibot';
import { openedOnce } from './model-source.ts';
import { floatOutput, type GraphRuntime } from './network/graph-runtime.ts';
import { openServedModel } from './served-model.ts';

/**
 * Largest difference of a logit from the known one, as a share of the largest logit: more, and a GPU is not believed. A
 * right one is within 1e-5; kernels that read subgroups of 4 lanes wrongly came to 0.28.
 */
export const MOST_DEVIATION = 1e-3;

/** The embedded model's weights with which it is asked: what the large models have. */
export const KNOWN_QUANTISATION = 'q4';

const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const knownAnswerSchema = v.object({
  /** [S] */
  inputIds: v.array(index),
  /** [M] sequence indices, ascending. */
  rows: v.array(index),
  /** [T] of the vocabulary: those whose logits are known. */
  tokens: v.array(index),
  /** [M·T] row-major. */
  logits: v.array(v.number()),
});
export type KnownAnswer = v.InferOutput<typeof knownAnswerSchema>;

/** @param logits [M·V] of the rows. @returns the largest difference as a share of the largest logit; infinite for NaN. */
export function deviation({ rows, tokens, logits: known }: KnownAnswer, logits: Float32Array): number {
  const vocabulary = logits.length / rows.length;
  let difference = 0;
  let largest = 0;
  for (const [i, value] of known.entries()) {
    const logit = logits[Math.floor(i / tokens.length) * vocabulary + tokens[i % tokens.length]!]!;
    difference = Math.max(difference, Number.isFinite(logit) ? Math.abs(logit - value) : Number.POSITIVE_INFINITY);
    largest = Math.max(largest, Math.abs(value));
  }
  return difference / largest;
}

/**
 * @param embeddedUrl folder of the embedded model, with `known-answer.json`.
 * @returns as `deviation`; `null` where the model cannot be had, as without a network at the first visit.
 * @throws DiffuscopeError what the runtime throws.
 */
export async function deviationOn(runtime: GraphRuntime, embeddedUrl: string): Promise<number | null> {
  const asked = await openQuestion(embeddedUrl).catch(() => null);
  if (asked === null) return null;
  const { known, part, source } = asked;
  const { Tensor } = runtime;
  const session = await runtime.open(part, source, 'come');
  try {
    const outputs = await session.run({
      input_ids: new Tensor('int32', Int32Array.from(known.inputIds), [1, known.inputIds.length]),
      rows: new Tensor('int32', Int32Array.from(known.rows), [known.rows.length]),
    });
    return deviation(known, floatOutput(outputs, 'logits').data as Float32Array);
  } finally {
    await session.release();
  }
}

/** All of it, so that what a server does not give is known before the GPU is asked. */
async function openQuestion(embeddedUrl: string) {
  const answer = await fetch(new URL('known-answer.json', embeddedUrl));
  const known = v.parse(knownAnswerSchema, await answer.json());
  const served = await openServedModel(embeddedUrl);
  const part = served.manifest.variants[KNOWN_QUANTISATION]!.parts[0]!;
  const source = openedOnce(served);
  for (const file of [part.graph, ...part.data]) await source.open(file);
  return { known, part, source };
}
