/**
 * The entropy sink: in the first step, right after the prompt, a few positions are far surer than all others, so that
 * confidence over position looks like an L.
 *
 * Source: arXiv 2506.20639, §4.2 and fig. 3a. The paper plots the strategy's score (for Dream the negative entropy) and
 * does not say whether after temperature and top-p; here it is the raw softmax, because with top-p 0.95 most sharp
 * positions collapse to the same value.
 */
import type { DecodeTrace } from '../trace/types.ts';

export interface EntropySink {
  /** [M] canvas positions that the first step scored, ascending: all L, or the first block. */
  readonly positions: Int32Array;
  /** [M] raw probability of the arg-max, in [0, 1]. */
  readonly confidence: Float64Array;
  /** [M] raw entropy, nats. */
  readonly entropy: Float64Array;
  /** Mean confidence of the first 8 of them; `null` without a step. */
  readonly headMean: number | null;
  /** Median confidence of the rest; `null` if there is none. */
  readonly restMedian: number | null;
  /** `headMean − restMedian`, in [−1, 1], 0 = no sink. This index is ours: the paper gives no number. */
  readonly index: number | null;
}

/** Positions right after the prompt that count as the head. */
export const HEAD_LENGTH = 8;

/** From the first recorded step; empty arrays and `null`s if there is none. */
export function entropySink(trace: DecodeTrace): EntropySink {
  const stats = trace.steps[0]?.stats;
  const positions = stats?.positions ?? new Int32Array(0);
  const confidence = Float64Array.from(positions, (_, row) => Math.exp(stats!.topLogProbs[row * stats!.candidates]!));
  const headMean = mean(confidence.subarray(0, HEAD_LENGTH));
  const restMedian = median(confidence.subarray(HEAD_LENGTH));
  return {
    positions,
    confidence,
    entropy: Float64Array.from(stats?.entropy ?? []),
    headMean,
    restMedian,
    index: headMean === null || restMedian === null ? null : headMean - restMedian,
  };
}

const mean = (values: Float64Array): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: Float64Array): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
