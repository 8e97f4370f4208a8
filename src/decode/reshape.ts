/** From one row of logits to the weights a token is drawn from: temperature, top-p, top-k. */
import { exponential, type WeightSums, weigh } from './exponential.ts';
import { keepTopK, keepTopP } from './filters.ts';
import { integerWeight, integerWeights, nucleusWord, shareOf, weightRule } from './integer-weights.ts';
import { laneSum } from './lane-sum.ts';
import type { DrawRule, Sampling } from './types.ts';

/**
 * Tempers and filters: on return `weights` over the returned total is the distribution the token is drawn from, and
 * dropped tokens are −∞ in `row`. `weights` comes in as that of the row at temperature 1, with the sums `raw`.
 */
export function reshape(
  row: Float64Array,
  largest: number,
  weights: Float64Array,
  raw: WeightSums,
  sampling: Sampling,
  rule: DrawRule,
  [scratch, integers]: readonly [Float64Array, Float64Array],
): WeightSums {
  const temperature = finalTemperature(sampling);
  const filterAt = sampling.order === 'temperature-first' ? temperature : 1;
  const topP = sampling.topP ?? 1;
  if (topP === 1 && sampling.topK === null) {
    return temperature === 1 ? raw : weighed(row, largest, temperature, weights, sampling);
  }
  const filter = { row, largest, temperature: filterAt, scratch };
  const keepNucleus = (): void => {
    if (topP === 1) return;
    if (!drawsInIntegers(sampling, rule)) {
      const { total } = weighed(row, largest, filterAt, weights, sampling);
      const weightOf = (logit: number): number => exponential((logit - largest) / filterAt);
      keepTopP({ ...filter, weights, weightOf }, { limit: topP, unit: total }, rule.crossing);
    } else {
      const integer = weightRule(largest, filterAt);
      const limit = shareOf(integerWeights(integer, row, integers), nucleusWord(topP));
      const weightOf = (logit: number): number => integerWeight(integer, logit);
      keepTopP({ ...filter, weights: integers, weightOf }, { limit, unit: 1 }, rule.crossing);
    }
  };
  // With top-k first the nucleus is one of the distribution that it leaves.
  if (!rule.topKFirst) keepNucleus();
  if (sampling.topK !== null) keepTopK({ ...filter, weights }, sampling.topK);
  if (rule.topKFirst) keepNucleus();
  return weighed(row, largest, temperature, weights, sampling);
}

/** `weigh`; in float64, where the last place may decide a tie, rounded like the sources: x/T − max/T, PyTorch's order of sums. */
export function weighed(
  row: Float64Array,
  largest: number,
  temperature: number,
  weights: Float64Array,
  { precision }: Sampling,
): WeightSums {
  if (precision === 'float32') return weigh(row, largest, temperature, weights);
  const exponents = row.map((logit) => {
    const exponent = logit / temperature - largest / temperature;
    // Logits that a tiny temperature makes infinite.
    return Number.isNaN(exponent) ? (logit - largest) / temperature : exponent;
  });
  exponents.forEach((exponent, v) => {
    weights[v] = Math.exp(exponent);
  });
  const moments = exponents.map((exponent, v) => (weights[v] === 0 ? 0 : weights[v]! * exponent));
  return { total: laneSum(weights), moment: laneSum(moments) };
}

/** Not where published cases say in which floats it was drawn. */
export function drawsInIntegers(sampling: Sampling, rule: DrawRule): boolean {
  return sampling.precision === 'float32' && !rule.float32;
}

/** Temperature 0 takes the arg-max of the untempered distribution. */
export function finalTemperature(sampling: Sampling): number {
  return sampling.temperature > 0 ? sampling.temperature : 1;
}
