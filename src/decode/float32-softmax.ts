/**
 * A softmax in float32 arithmetic, rounded at every operation and summed in vocabulary order, as PyTorch computes a
 * short row on a CPU. For case files only: what decides there is which probabilities round to the same number, while
 * over a whole vocabulary the rounding of such a sum would be a real error.
 * @param row [V] logits, −∞ for dropped tokens.
 */
export function float32Softmax(row: Float64Array, temperature: number): Float32Array {
  const tempered = Float32Array.from(row, (logit) => logit / temperature);
  const largest = tempered.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = tempered.map((logit) => Math.exp(Math.fround(logit - largest)));
  const total = weights.reduce((sum, weight) => Math.fround(sum + weight), 0);
  return weights.map((weight) => weight / total);
}

/** Σ q·ln(q + 1e-10) in float32 arithmetic. */
export function float32NegativeEntropy(q: Float32Array): number {
  return q.reduce((sum, p) => Math.fround(sum + Math.fround(p * Math.fround(Math.log(Math.fround(p + 1e-10))))), 0);
}
