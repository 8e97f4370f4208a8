/**
 * exp and log over the ranges of a softmax, several times faster than `Math.exp` and `Math.log`: the statistics of a
 * step take one of each per logit, and everything else is cheap beside them. Table and polynomial, without branches.
 */

/** e^−709 is where doubles start to lose precision on their way to 0; there and below, `exponential` is 0. */
const LOWEST_EXPONENT = 709;
const FRACTIONS = 1024;
/** e^−i and e^(−i/1024). */
const wholePowers = Float64Array.from({ length: LOWEST_EXPONENT + 1 }, (_, i) =>
  i < LOWEST_EXPONENT ? Math.exp(-i) : 0,
);
const fractionPowers = Float64Array.from({ length: FRACTIONS }, (_, i) => Math.exp(-i / FRACTIONS));

/** e^x for −709 ≤ x ≤ 0, to 3 units in the last place; 0 at −709; NaN for NaN. */
function power(x: number): number {
  const scaled = x * -FRACTIONS;
  const index = scaled | 0;
  const rest = (index - scaled) * (1 / FRACTIONS);
  const taylor = 1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24))));
  return wholePowers[index >> 10]! * fractionPowers[index & (FRACTIONS - 1)]! * taylor;
}

/** e^x for x ≤ 0; 0 for x ≤ −709, −∞ included. */
export function exponential(x: number): number {
  return power(bounded(x));
}

function bounded(x: number): number {
  return Math.max(x, -LOWEST_EXPONENT);
}

/** 1/T, finite even for a subnormal T, so that 0·(1/T) is 0. */
function inverseOf(temperature: number): number {
  return Math.min(1 / temperature, LARGEST_INVERSE);
}
const LARGEST_INVERSE = 1e300;

/** Sums over the weights of a row. */
export interface WeightSums {
  /** Σ w; NaN if a logit was NaN or +∞, or all were −∞. */
  readonly total: number;
  /** Σ w·ln w, with 0·ln 0 = 0. */
  readonly moment: number;
}

/**
 * Writes w = exp((row − largest) / temperature) to `weights`; the largest logit weighs 1.
 * @param row [V] logits.
 */
export function weigh(row: Float64Array, largest: number, temperature: number, weights: Float64Array): WeightSums {
  const inverse = inverseOf(temperature);
  const last = row.length - 1;
  // Two sums side by side: one would wait for itself at every addition and take twice as long.
  let total = 0;
  let moment = 0;
  let oddTotal = 0;
  let oddMoment = 0;
  for (let v = 0; v < last; v += 2) {
    const x = bounded((row[v]! - largest) * inverse);
    const weight = power(x);
    weights[v] = weight;
    total += weight;
    moment += weight * x;

    const oddX = bounded((row[v + 1]! - largest) * inverse);
    const oddWeight = power(oddX);
    weights[v + 1] = oddWeight;
    oddTotal += oddWeight;
    oddMoment += oddWeight * oddX;
  }
  if (last % 2 === 0) {
    const x = bounded((row[last]! - largest) * inverse);
    weights[last] = power(x);
    total += weights[last]!;
    moment += weights[last]! * x;
  }
  return { total: total + oddTotal, moment: moment + oddMoment };
}

/**
 * Dream's entropy score adds 1e-10 inside the logarithm: Σ q·ln(q + ε) = Σ q·ln q + ε·Σ φ(q/ε), φ(r) = r·ln(1 + 1/r).
 * φ rises smoothly from 0 to 1 over ln r, so a table with parabolas between is exact to 1e-6, that is 1e-16 per token.
 */
const EPSILON = 1e-10;
const LOWEST_LOG = -32;
const HIGHEST_LOG = 20;
const BINS_PER_NAT = 16;
const BINS = (HIGHEST_LOG - LOWEST_LOG) * BINS_PER_NAT;

function phi(bin: number): number {
  const logRatio = LOWEST_LOG + bin / BINS_PER_NAT;
  const ratio = Math.exp(logRatio);
  return logRatio > 0 ? ratio * Math.log1p(1 / ratio) : ratio * (Math.log1p(ratio) - logRatio);
}

/** Below the table φ is 0, exactly, as for tokens of no probability; above it is 1. */
const constants = Float64Array.from({ length: BINS + 1 }, (_, i) => (i === 0 ? 0 : i === BINS ? 1 : phi(i)));
const slopes = Float64Array.from({ length: BINS + 1 }, (_, i) =>
  i === 0 || i === BINS ? 0 : 4 * phi(i + 0.5) - 3 * phi(i) - phi(i + 1),
);
const curvatures = Float64Array.from({ length: BINS + 1 }, (_, i) =>
  i === 0 || i === BINS ? 0 : 2 * phi(i) - 4 * phi(i + 0.5) + 2 * phi(i + 1),
);

/** Σ q·ln q of the q whose weights have these sums; exactly 0 where one token has all the weight. */
export function plainNegativeEntropy({ total, moment }: WeightSums): number {
  return moment / total - Math.log(total);
}

/**
 * Σ q·ln(q + 1e-10) of q = softmax(row / temperature), in [−ln V, 1e-10].
 * @param sums what `weigh` returned for the same row, largest logit and temperature.
 */
export function negativeEntropy(row: Float64Array, largest: number, temperature: number, sums: WeightSums): number {
  const logTotal = Math.log(sums.total);
  const scale = inverseOf(temperature) * BINS_PER_NAT;
  const offset = (-logTotal - Math.log(EPSILON) - LOWEST_LOG) * BINS_PER_NAT;
  let correction = 0;
  for (let v = 0; v < row.length; v++) {
    const x = Math.min(Math.max((row[v]! - largest) * scale + offset, 0), BINS);
    const bin = x | 0;
    const rest = x - bin;
    correction += constants[bin]! + rest * (slopes[bin]! + rest * curvatures[bin]!);
  }
  return sums.moment / sums.total - logTotal + EPSILON * correction;
}
