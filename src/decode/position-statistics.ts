/**
 * The reference head: what one forward pass says at every masked position, and the token drawn there. Pure, on the
 * CPU, in float64.
 *
 * Source: Dream `generation_utils.py:sample_tokens`, in its order: temperature, top-p, top-k, softmax, draw.
 * Deviations: float64 whatever the model's type; the draw inverts the CDF in vocabulary order with a given uniform
 * (LLaDA's Gumbel draw has the same law, softmax(ℓ/T)); ties go to the lowest token id; no fallback to arg-max. With
 * precision float32 whole numbers decide the nucleus and the draw, see `integer-weights.ts`.
 */
import { DiffuscopeError } from '../model/error.ts';
import { draw, drawInIntegers, drawWithMask } from './draw.ts';
import { exponential, negativeEntropy, plainNegativeEntropy } from './exponential.ts';
import { float32Entropy, float32ExpLogSoftmax, float32NegativeEntropy, float32Softmax } from './float32-softmax.ts';
import { laneSum } from './lane-sum.ts';
import { drawsInIntegers, finalTemperature, reshape, weighed } from './reshape.ts';
import type { PositionStats, Sampling, Scores, StatsRequest } from './types.ts';

/**
 * @param logits [M·V] row-major, row j for `request.positions[j]`; −∞ is legal, NaN and +∞ are not.
 * @param maskId the token that `sampling.suppressMask` takes out.
 * @throws DiffuscopeError `bad-graph` if a row holds NaN or +∞, or nothing but −∞.
 */
export function positionStatistics(
  logits: Float32Array | Float64Array,
  vocabularySize: number,
  maskId: number,
  request: StatsRequest,
): PositionStats {
  const { positions, candidates, sampling, uniforms, maskMass, rule = {} } = request;
  const rows = positions.length;
  if (logits.length !== rows * vocabularySize) throw new Error(`invalid logits: ${logits.length} for ${rows} rows`);
  if (candidates < 1 || candidates > vocabularySize) throw new Error(`invalid candidates: ${candidates}`);
  const draws = sampling.temperature > 0 || maskMass !== undefined;
  const exp = sampling.precision === 'float64' ? Math.exp : exponential;
  if (draws && uniforms?.length !== rows) throw new Error('missing uniforms');

  const topIds = new Int32Array(rows * candidates);
  const topLogProbs = new Float32Array(rows * candidates);
  const entropy = newScores(sampling, rows);
  const sampledIds = new Int32Array(rows);
  const rawConfidence = newScores(sampling, rows);
  const confidence = newScores(sampling, rows);
  const margin = newScores(sampling, rows);
  const negativeEntropies = newScores(sampling, rows);

  const row = new Float64Array(vocabularySize);
  const weights = new Float64Array(vocabularySize);
  const scratch = new Float64Array(vocabularySize);
  const integers = new Float64Array(vocabularySize);
  // At least two, for the margin.
  const ranked = new Int32Array(Math.max(candidates, Math.min(2, vocabularySize)));

  for (let j = 0; j < rows; j++) {
    row.set(logits.subarray(j * vocabularySize, (j + 1) * vocabularySize));
    if (sampling.suppressMask || rule.suppressMask) row[maskId] = Number.NEGATIVE_INFINITY;
    if (sampling.ends?.suppressEos) row[sampling.ends.eosId] = Number.NEGATIVE_INFINITY;
    rankLargest(row, ranked);
    const best = ranked[0]!;
    const largest = row[best]!;

    const raw = weighed(row, largest, 1, weights, sampling);
    if (Number.isNaN(raw.total)) {
      throw notADistribution(positions[j]!);
    }
    const logTotal = Math.log(raw.total);
    entropy[j] = logTotal - raw.moment / raw.total;
    for (let k = 0; k < candidates; k++) {
      const id = ranked[k]!;
      topIds[j * candidates + k] = id;
      topLogProbs[j * candidates + k] = row[id]! - largest - logTotal;
    }

    const unfiltered = sampling.ends?.doubtEnds || rule.float32 ? row.slice() : null;
    const sums = reshape(row, largest, weights, raw, sampling, rule, [scratch, integers]);
    const { total } = sums;
    let sampled = best;
    if (draws && drawsInIntegers(sampling, rule)) {
      const mask = maskMass && { id: maskId, share: maskMass[j]! };
      sampled = drawInIntegers(row, largest, finalTemperature(sampling), integers, uniforms![j]!, mask);
    } else if (maskMass !== undefined) sampled = drawWithMask(weights, total, maskMass[j]!, maskId, uniforms![j]!);
    else if (draws) sampled = draw(weights, uniforms![j]! * total);
    sampledIds[j] = sampled;
    if (sampling.ends?.doubtEnds) removeEnds(unfiltered!, sampling);
    rawConfidence[j] = sampling.ends?.doubtEnds
      ? confidenceOf(unfiltered!, sampled)
      : exp(row[sampled]! - largest) / raw.total;
    confidence[j] = weights[sampled]! / total;
    margin[j] = (weights[best]! - (ranked.length > 1 ? weights[ranked[1]!]! : 0)) / total;
    // In float32, 1e-10 vanishes beside every probability that counts, and all of it (V·1e-10) in the rounding of the sum.
    negativeEntropies[j] =
      sampling.precision === 'float32'
        ? plainNegativeEntropy(sums)
        : negativeEntropy(row, largest, finalTemperature(sampling), sums);
    if (rule.float32) {
      const q = float32Softmax(row, finalTemperature(sampling));
      const p = rule.viaLog ? float32ExpLogSoftmax(unfiltered!) : float32Softmax(unfiltered!, 1);
      rawConfidence[j] = p[sampled]!;
      entropy[j] = float32Entropy(unfiltered!);
      confidence[j] = q[sampled]!;
      margin[j] = q[best]! - (ranked.length > 1 ? q[ranked[1]!]! : 0);
      negativeEntropies[j] = float32NegativeEntropy(q);
    }
  }

  return {
    positions,
    candidates,
    topIds,
    topLogProbs,
    entropy,
    sampledIds,
    rawConfidence,
    confidence,
    margin,
    negativeEntropy: negativeEntropies,
  };
}

export function notADistribution(position: number): DiffuscopeError {
  return new DiffuscopeError(
    'bad-graph',
    `The model's output at position ${position} is not a distribution: it holds NaN or infinity.`,
    'Choose WebGPU without f16, another quantisation or provider, or convert the model again.',
  );
}

function newScores(sampling: Sampling, length: number): Scores {
  return sampling.precision === 'float64' ? new Float64Array(length) : new Float32Array(length);
}

/** Fills `ranked` with the ids of the largest logits, largest first, ties to the lowest id. */
function rankLargest(row: Float64Array, ranked: Int32Array): void {
  const last = ranked.length - 1;
  for (let v = 0; v <= last; v++) insert(row, ranked, v, v);
  let smallest = row[ranked[last]!]!;
  for (let v = last + 1; v < row.length; v++) {
    if (row[v]! > smallest) {
      insert(row, ranked, v, last);
      smallest = row[ranked[last]!]!;
    }
  }
}

/** Puts `id` where it belongs in the ranked ids before index `end`, moving the smaller ones down to `end`. */
function insert(row: Float64Array, ranked: Int32Array, id: number, end: number): void {
  let k = end;
  for (; k > 0 && row[ranked[k - 1]!]! < row[id]!; k--) ranked[k] = ranked[k - 1]!;
  ranked[k] = id;
}

/** See `EndRules.doubtEnds`. @param row [V] logits before the filters, changed. */
function removeEnds(row: Float64Array, { temperature, ends }: Sampling): void {
  row[ends!.eotId] = Number.NEGATIVE_INFINITY;
  if (temperature === 0) row[ends!.eosId] = Number.NEGATIVE_INFINITY;
}

/** Softmax of the row at `sampled`. */
function confidenceOf(row: Float64Array, sampled: number): number {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = row.map((logit) => Math.exp(logit - largest));
  return weights[sampled]! / laneSum(weights);
}
