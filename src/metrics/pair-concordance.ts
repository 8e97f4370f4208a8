/**
 * Pairwise concordance: the share of pairs of positions whose left one was committed first; a pair of one step counts
 * half. 1 = left to right, 0.5 = unrelated. Also for neighbours alone. Some papers call these two global and local
 * "AR-ness" as well; they are other measures than AR-ness@k. Deviation: those count pairs of one step as out of order.
 * Source: the concordance index of Harrell et al. 1982 (JAMA 247), applied to orders.
 */
import type { CommitOrder } from './commit-order.ts';
import { type OrderPairs, orderPairs } from './order-pairs.ts';

export interface PairConcordance {
  /** Over all pairs, in [0, 1]; `null` if there are none. */
  readonly all: number | null;
  /** Over pairs p, p + 1, in [0, 1]; `null` if there are none. */
  readonly neighbours: number | null;
}

/** @param stepTies whether tokens of one step are tied or in listed order; default true. */
export function pairConcordance(order: CommitOrder, stepTies = true): PairConcordance {
  return { all: share(orderPairs(order, stepTies)), neighbours: share(orderPairs(order, stepTies, 1)) };
}

function share({ concordant, discordant, sameStep }: OrderPairs): number | null {
  const pairs = concordant + discordant + sameStep;
  return pairs === 0 ? null : (concordant + sameStep / 2) / pairs;
}
