/**
 * Step entropy: how unsure the model was, at the moment of commit, about the tokens that a step committed. Low if only
 * sure slots are taken; the price of more tokens per step. Raw entropy (temperature 1, no filter), as in `step-series.ts`.
 */
import { settledSteps } from '../trace/settled-steps.ts';
import { slotPlaces } from '../trace/slot-places.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { rowOf } from './evidence-row.ts';

export interface StepEntropy {
  /** [steps] mean entropy in nats of the tokens each step committed; `null` where it committed none or recorded none. */
  readonly steps: readonly (number | null)[];
  /** Mean over all tokens committed, every commit counted, nats; `null` if nothing was recorded. */
  readonly mean: number | null;
}

/** Of the first `stepCount` steps; commits of the mask id do not count. */
export function stepEntropy(trace: DecodeTrace, stepCount: number = trace.steps.length): StepEntropy {
  const placeAt = slotPlaces(trace);
  const steps = settledSteps(trace, stepCount).map(({ unmask }, step) => {
    const { stats } = trace.steps[step]!;
    return unmask.flatMap(({ position, tokenId }) => {
      const place = placeAt(position, stepCount, step);
      const row = tokenId === trace.request.maskId || place === null ? -1 : rowOf(stats, place);
      return row < 0 ? [] : [stats.entropy[row]!];
    });
  });
  return { steps: steps.map(mean), mean: mean(steps.flat()) };
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
