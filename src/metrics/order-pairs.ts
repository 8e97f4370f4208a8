/** How pairs of commits stand in time and in the text: what Kendall's τ and concordance count. */
import type { CommitOrder } from './commit-order.ts';
import { createPrefixCounts, type PrefixCounts } from './prefix-counts.ts';

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
 * O(T log L).
 * @param stepTies true: the tokens of one step are tied, as its forward pass chose them together; false: they are in
 * the order they are listed in.
 * @param farthest only pairs at most so many positions apart; default all.
 */
export function orderPairs(order: CommitOrder, stepTies: boolean, farthest = Number.POSITIVE_INFINITY): OrderPairs {
  const listed = order.groups.map(({ positions }) => Array.from(positions));
  const groups = stepTies ? listed : listed.flatMap((positions) => positions.map((position) => [position]));
  const length = 1 + groups.flat().reduce((most, position) => Math.max(most, position), -1);
  const earlier = createPrefixCounts(length);
  const together = createPrefixCounts(length);
  let [concordant, discordant, sameStep, samePosition] = [0, 0, 0, 0];
  for (const positions of groups) {
    for (const position of positions) {
      const before = around(earlier, position, farthest);
      const beside = around(together, position, farthest);
      concordant += before.left;
      discordant += before.right;
      sameStep += beside.left + beside.right;
      samePosition += before.here + beside.here;
      together.add(position, 1);
    }
    for (const position of positions) {
      together.add(position, -1);
      earlier.add(position, 1);
    }
  }
  return { concordant, discordant, sameStep, samePosition };
}

/** How many are left of a position, right of it, and on it, at most so far away. */
function around(counts: PrefixCounts, position: number, farthest: number) {
  const [start, end] = [counts.below(position), counts.below(position + 1)];
  return {
    left: start - counts.below(Math.max(0, position - farthest)),
    right: counts.below(position + farthest + 1) - end,
    here: end - start,
  };
}
