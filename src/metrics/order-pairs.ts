/** How pairs of commits stand in time and in the text: what Kendall's τ and concordance count. */
import type { CommitOrder } from './commit-order.ts';

export interface OrderPairs {
  /** The left one first. */
  readonly concordant: number;
  /** The right one first. */
  readonly discordant: number;
  /** Of one step, where the step has no order. */
  readonly sameStep: number;
  /** Two commits of one position, where every commit counts. */
  readonly samePosition: number;
}

/**
 * O(T²).
 * @param stepTies true: the tokens of one step are tied, as its forward pass chose them together; false: they are in
 * the order they are listed in.
 * @param farthest only pairs at most so many positions apart; default all.
 */
export function orderPairs(order: CommitOrder, stepTies: boolean, farthest = Number.POSITIVE_INFINITY): OrderPairs {
  const positions: number[] = [];
  const steps: number[] = [];
  for (const [step, group] of order.groups.entries()) {
    for (const position of group.positions) {
      positions.push(position);
      steps.push(step);
    }
  }
  let [concordant, discordant, sameStep, samePosition] = [0, 0, 0, 0];
  for (let later = 1; later < positions.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const distance = positions[later]! - positions[earlier]!;
      if (Math.abs(distance) > farthest) continue;
      if (distance === 0) samePosition++;
      else if (stepTies && steps[earlier] === steps[later]) sameStep++;
      else if (distance > 0) concordant++;
      else discordant++;
    }
  }
  return { concordant, discordant, sameStep, samePosition };
}
