/**
 * Global AR-ness@k of whole steps: the share of a step's n tokens among the max(k, n) first masked positions before it.
 * It needs no order inside the step. With one token per step it is global AR-ness; local AR-ness has no such form,
 * since "the k tokens before" asks for an order. This measure is ours.
 */
import { GLOBAL_KS } from './ar-ness-hits.ts';
import type { CommitOrder } from './commit-order.ts';

export interface StepLevelValue {
  readonly k: number;
  /** Mean over tokens, in [0, 1]; `null` without commits. */
  readonly byTokens: number | null;
  /** Mean over steps with commits, in [0, 1]; `null` without commits. */
  readonly bySteps: number | null;
}

/** k = 1…4. */
export function stepLevelArNess({ groups, length }: CommitOrder): readonly StepLevelValue[] {
  const hits = new Array<number>(GLOBAL_KS).fill(0);
  const shares = new Array<number>(GLOBAL_KS).fill(0);
  const committed = new Uint8Array(length);
  let tokens = 0;
  for (const { positions, reopened } of groups) {
    const n = positions.length;
    tokens += n;
    // Masks before each position, itself not counted.
    const ranks = positions.map((position) => committed.subarray(0, position).reduce((sum, c) => sum + 1 - c, 0));
    for (let k = 1; k <= GLOBAL_KS; k++) {
      const found = ranks.filter((rank) => rank < Math.max(k, n)).length;
      hits[k - 1]! += found;
      shares[k - 1]! += found / n;
    }
    for (const position of positions) committed[position] = 1;
    for (const position of reopened) committed[position] = 0;
  }
  return hits.map((found, index) => ({
    k: index + 1,
    byTokens: tokens === 0 ? null : found / tokens,
    bySteps: groups.length === 0 ? null : shares[index]! / groups.length,
  }));
}
