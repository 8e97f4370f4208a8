/**
 * pass@k, unbiased: the chance that k of n samples, drawn without replacement, hold at least one of the c correct.
 * 1 − C(n − c, k) / C(n, k), as a product that does not overflow.
 * Source: arXiv 2107.03374; Open-dLLM `human-eval-infilling/…/evaluation.py:estimate_pass_at_k`.
 * @param samples n ≥ 1.
 * @param correct c, 0 ≤ c ≤ n.
 * @param k 1 ≤ k ≤ n.
 * @returns in [0, 1].
 */
export function passAtK(samples: number, correct: number, k: number): number {
  if (samples - correct < k) return 1;
  let miss = 1;
  for (let i = samples - correct + 1; i <= samples; i++) miss *= 1 - k / i;
  return 1 - miss;
}

/** The mean over problems, each with `samples` samples. */
export function meanPassAtK(samples: number, correct: readonly number[], k: number): number {
  return correct.reduce((sum, c) => sum + passAtK(samples, c, k), 0) / correct.length;
}
