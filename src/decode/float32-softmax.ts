import { float32LaneSum } from './lane-sum.ts';

/**
 * A softmax in float32 arithmetic, rounded at every operation and summed in PyTorch's order, see `float32LaneSum`. For
 * case files only: what decides there is which probabilities round to the same number, while over a whole vocabulary
 * the rounding of such a sum would be a real error.
 * @param row [V] logits, −∞ for dropped tokens.
 */
export function float32Softmax(row: Float64Array, temperature: number): Float32Array {
  const tempered = Float32Array.from(row, (logit) => logit / temperature);
  const largest = tempered.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = tempered.map((logit) => Math.exp(Math.fround(logit - largest)));
  const total = float32LaneSum(weights);
  return weights.map((weight) => weight / total);
}

/** exp(log-softmax) in float32 arithmetic: the same numbers as at temperature 1, but rounded on another way. */
export function float32ExpLogSoftmax(row: Float64Array): Float32Array {
  const shifted = shiftedByLargest(row);
  const logTotal = logOfTotal(shifted);
  return shifted.map((logit) => Math.exp(Math.fround(logit - logTotal)));
}

/** −Σ p·ln p in float32 arithmetic, p the softmax of the normalised logits. */
export function float32Entropy(row: Float64Array): number {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const logTotal = Math.fround(largest + logOfTotal(shiftedByLargest(row)));
  const logs = Float32Array.from(row, (logit) => logit - logTotal);
  const p = float32Softmax(Float64Array.from(logs), 1);
  return -logs.reduce((sum, log, v) => Math.fround(sum + Math.fround(Math.max(log, LOWEST) * p[v]!)), 0);
}

/** Takes the place of ln 0. */
const LOWEST = -3.4028234663852886e38;

function shiftedByLargest(row: Float64Array): Float32Array {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return Float32Array.from(row, (logit) => Math.fround(logit) - Math.fround(largest));
}

function logOfTotal(shifted: Float32Array): number {
  return Math.fround(Math.log(float32LaneSum(shifted.map((logit) => Math.exp(logit)))));
}

/** Σ q·ln(q + 1e-10) in float32 arithmetic. */
export function float32NegativeEntropy(q: Float32Array): number {
  return q.reduce((sum, p) => Math.fround(sum + Math.fround(p * Math.fround(Math.log(Math.fround(p + 1e-10))))), 0);
}
