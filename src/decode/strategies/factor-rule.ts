/**
 * The factor rule: commit the largest n with c₍ₙ₎ ≥ 1 − f/(n + 1), c₍ₙ₎ the n-th largest confidence, and at least one.
 * Three repositories have it with three different edges, so it is here by three names.
 */
import type { OptionSpec } from '../types.ts';

export const factorOption: OptionSpec = {
  name: 'factor',
  summary: 'f: the larger, the more slots a step commits.',
  kind: 'number',
  min: 0,
  max: 100,
  default: 1,
};

/** The largest n; the first slot passes always. @param scores [M] confidences. */
export function factorCount(scores: ArrayLike<number>, factor: number): number {
  const sorted = Float64Array.from(scores).sort().reverse();
  const failing = sorted.findIndex((confidence, index) => index > 0 && confidence < 1 - factor / (index + 2));
  return failing < 0 ? sorted.length : failing;
}
