/**
 * Kendall's τ between the order of commits and the order of positions: 1 = left to right, −1 = right to left, near 0 =
 * unrelated. Unlike AR-ness it also sees far pairs. Source: Kendall 1938 (τ-a), 1945 (τ-b, with ties), Biometrika.
 */
import type { CommitOrder } from './commit-order.ts';
import { orderPairs } from './order-pairs.ts';

/**
 * τ-b, which is τ-a where nothing is tied. In [−1, 1]; `null` if all pairs are tied, or there are none.
 * @param stepTies whether tokens of one step are tied or in listed order; default true.
 */
export function kendallTau(order: CommitOrder, stepTies = true): number | null {
  const { concordant, discordant, sameStep, samePosition } = orderPairs(order, stepTies);
  const ranked = concordant + discordant;
  // Pairs not tied in time, times pairs not tied in position.
  const scale = Math.sqrt((ranked + samePosition) * (ranked + sameStep));
  return ranked === 0 ? null : (concordant - discordant) / scale;
}
