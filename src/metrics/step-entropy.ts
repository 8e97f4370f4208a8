/**
 * Step entropy: how unsure the model was, at the moment of commit, about the tokens that a step committed. Low if only
 * sure slots are taken; the price of more tokens per step. Raw entropy (temperature 1, no filter), as in `step-series.ts`.
 */
import type { StepRecord } from '../decode/types.ts';
import type { DecodeTrace } from '../trace/types.ts';

export interface StepEntropy {
  /** [steps] mean entropy in nats of the tokens each step committed; `null` where it committed none or recorded none. */
  readonly steps: readonly (number | null)[];
  /** Mean over all tokens committed, every commit counted, nats; `null` if nothing was recorded. */
  readonly mean: number | null;
}

/** Of the first `stepCount` steps; commits of the mask id do not count. */
export function stepEntropy(trace: DecodeTrace, stepCount: number = trace.steps.length): StepEntropy {
  const steps = trace.steps.slice(0, stepCount).map((step) => entropies(step, trace.request.maskId));
  return { steps: steps.map(mean), mean: mean(steps.flat()) };
}

function entropies({ stats, unmask }: StepRecord, maskId: number): readonly number[] {
  const rows = new Map(Array.from(stats.positions, (position, row) => [position, row]));
  return unmask.flatMap(({ position, tokenId }) => {
    const row = rows.get(position);
    return tokenId === maskId || row === undefined ? [] : [stats.entropy[row]!];
  });
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
