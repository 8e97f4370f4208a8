/**
 * How alike two orders of commits are: Kendall's τ-b over the positions that both have. 1 = the same order, 0 =
 * unrelated, −1 = turned round. `kendall-tau.ts` is the same against left to right.
 * Source: Kendall 1945, Biometrika 33 (τ-b); counted as by Knight 1966, JASA 61.
 */
import { createPrefixCounts } from './prefix-counts.ts';

/**
 * In [−1, 1]; `null` if no pair is ordered in both. O(L log L).
 * @param a, b [L] ranks (or times) of commit by position, `NaN` where there is none; equal values are ties.
 */
export function orderAgreement(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const common = Array.from({ length: Math.min(a.length, b.length) }, (_, position) => position).filter(
    (position) => !Number.isNaN(a[position]!) && !Number.isNaN(b[position]!),
  );
  const [groupsOfA, groupsOfB] = [tiedGroups(common, a), tiedGroups(common, b)];
  const placeInB = new Map(groupsOfB.flatMap((group, place) => group.map((position) => [position, place])));
  const earlier = createPrefixCounts(groupsOfB.length);
  let [score, before] = [0, 0];
  for (const group of groupsOfA) {
    for (const position of group) {
      const place = placeInB.get(position)!;
      score += earlier.below(place) - (before - earlier.below(place + 1));
    }
    for (const position of group) earlier.add(placeInB.get(position)!, 1);
    before += group.length;
  }
  const [orderedInA, orderedInB] = [groupsOfA, groupsOfB].map((groups) =>
    groups.reduce((pairs, { length }) => pairs - pairsOf(length), pairsOf(common.length)),
  ) as [number, number];
  return orderedInA === 0 || orderedInB === 0 ? null : score / Math.sqrt(orderedInA * orderedInB);
}

/** Positions by rising value, those of equal value together. */
function tiedGroups(positions: readonly number[], values: ArrayLike<number>): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (const position of positions.toSorted((x, y) => values[x]! - values[y]!)) {
    const group = groups.get(values[position]!);
    if (group === undefined) groups.set(values[position]!, [position]);
    else group.push(position);
  }
  return [...groups.values()];
}

const pairsOf = (count: number): number => (count * (count - 1)) / 2;
