/**
 * How alike two orders of commits are: Kendall's τ-b over the positions that both have. 1 = the same order, 0 =
 * unrelated, −1 = turned round. `kendall-tau.ts` is the same against left to right.
 * Source: Kendall 1945, Biometrika 33 (τ-b).
 */

/**
 * In [−1, 1]; `null` if no pair is ordered in both. O(L²).
 * @param a, b [L] ranks (or times) of commit by position, `NaN` where there is none; equal values are ties.
 */
export function orderAgreement(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const common = Array.from({ length: Math.min(a.length, b.length) }, (_, position) => position).filter(
    (position) => !Number.isNaN(a[position]!) && !Number.isNaN(b[position]!),
  );
  let [score, orderedInA, orderedInB] = [0, 0, 0];
  for (const [index, later] of common.entries()) {
    for (let other = 0; other < index; other++) {
      const earlier = common[other]!;
      const signA = Math.sign(a[later]! - a[earlier]!);
      const signB = Math.sign(b[later]! - b[earlier]!);
      score += signA * signB;
      orderedInA += Math.abs(signA);
      orderedInB += Math.abs(signB);
    }
  }
  return orderedInA === 0 || orderedInB === 0 ? null : score / Math.sqrt(orderedInA * orderedInB);
}
