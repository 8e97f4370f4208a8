/**
 * The weights that decide a draw and a nucleus, as whole numbers made by whole-number operations: the same on every
 * device and in every order of summation, so that a GPU draws the very token that the CPU draws. In floats it could
 * not: over a large, flat vocabulary u·Σw falls within the rounding of a boundary once in some hundred rows.
 *
 * A weight is ⌊2^35·2^(−y)⌋, y = (largest − logit)·log2(e)/T: logits in units of 2^-20 (cut towards 0), y in units of
 * 2^-22, powers from tables. It differs from 2^35·exp((logit − largest)/T) by at most 1 and 2^-19/T + 2^-20 of itself.
 * The largest logit weighs 2^35, so that the sums over a vocabulary of up to 2^18 are exact in a double.
 * `src/engine/head/weights.wgsl` is the same in words of 32 bits.
 */

/** Largest vocabulary whose sums are exact, on the GPU too. */
export const EXACT_VOCABULARY = 2 ** 18;

/** Weights have 36 bits; what is farther from the largest than 2^-35 of it weighs nothing. */
const WEIGHT_BITS = 36;
const UNIT_BITS = 20;
const EXPONENT_BITS = 22;
/** The fraction of y is looked up in two halves. */
const HALF_BITS = EXPONENT_BITS / 2;
const HALF = 2 ** HALF_BITS;
const MANTISSA_BITS = 26;

/** 2^(−1/2^k). Square roots and products are rounded alike on all machines; powers are not. */
const roots = [0.5];
for (let k = 1; k <= EXPONENT_BITS; k++) roots.push(Math.sqrt(roots[k - 1]!));

/** [2048] 2^(−i/2^bits), in units of 2^-26. */
function powerTable(bits: number): Float64Array {
  const table = new Float64Array(HALF).fill(1);
  for (let i = 1; i < HALF; i++) {
    const highest = 31 - Math.clz32(i);
    table[i] = table[i - 2 ** highest]! * roots[bits - highest]!;
  }
  return table.map((power) => Math.round(power * 2 ** MANTISSA_BITS));
}
const upperPowers = powerTable(HALF_BITS);
const lowerPowers = powerTable(EXPONENT_BITS);
/** [4096] both tables, the upper half of the fraction first. */
export const powers: Uint32Array<ArrayBuffer> = Uint32Array.of(...upperPowers, ...lowerPowers);

/** 2^(−17 − n): from the product of two powers, 2^52 at most, to a weight. */
const PRODUCT_SHIFT = 2 * MANTISSA_BITS - (WEIGHT_BITS - 1);
const halvings = Float64Array.from({ length: WEIGHT_BITS + 1 }, (_, n) => 2 ** (-PRODUCT_SHIFT - n));

/** y = (distance · multiplier) >> shift, of distances below the limit; the others weigh nothing. */
export interface Steepness {
  /** < 2^28. */
  readonly multiplier: number;
  /** Range [0, 31]. */
  readonly shift: number;
  /** In units of 2^-20. Range [1, 2^30]. */
  readonly limit: number;
}

/** @param temperature > 0; below 2^-25 only the largest weighs anything. */
export function steepness(temperature: number): Steepness {
  const steep = Math.min(Math.LOG2E / temperature, 2 ** 26);
  const shift = Math.min(Math.max(21 - Math.floor(Math.log2(steep)), 0), 31);
  return {
    multiplier: Math.round(steep * 2 ** (EXPONENT_BITS - UNIT_BITS + shift)),
    shift,
    limit: Math.min(Math.ceil((WEIGHT_BITS * 2 ** UNIT_BITS) / steep), 2 ** 30),
  };
}

/** How the logits of one row become weights. */
export interface WeightRule {
  readonly multiplier: number;
  readonly unshift: number;
  readonly limit: number;
  /** A row whose largest logit is beyond ±1024 has a coarser unit; a `lift` of it makes one of 2^-20. */
  readonly scale: number;
  readonly lift: number;
  /** Logits below are taken as this: they are at least 1024 below the largest. */
  readonly lowest: number;
  readonly largestUnits: number;
}

/** @param largest of the row, finite. */
export function weightRule(largest: number, temperature: number): WeightRule {
  const { multiplier, shift, limit } = steepness(temperature);
  const unitBits = Math.min(UNIT_BITS, 29 - Math.floor(Math.log2(Math.abs(largest))));
  const scale = 2 ** unitBits;
  return {
    multiplier,
    unshift: 2 ** -shift,
    limit,
    scale,
    lift: 2 ** (UNIT_BITS - unitBits),
    lowest: -(2 ** (31 - unitBits)),
    largestUnits: Math.trunc(largest * scale),
  };
}

/** @param logit at most the largest; −∞ weighs 0. @returns a whole number in [0, 2^35]. */
export function integerWeight(rule: WeightRule, logit: number): number {
  const units = Math.trunc(Math.max(logit, rule.lowest) * rule.scale);
  const distance = (rule.largestUnits - units) * rule.lift;
  if (distance >= rule.limit) return 0;
  const y = (distance * rule.multiplier * rule.unshift) | 0;
  const product = upperPowers[(y >> HALF_BITS) & (HALF - 1)]! * lowerPowers[y & (HALF - 1)]!;
  return Math.floor(product * halvings[y >> EXPONENT_BITS]!);
}

/** Writes the weights of a row. @returns their sum. */
export function integerWeights(rule: WeightRule, row: Float64Array, weights: Float64Array): number {
  let total = 0;
  for (let v = 0; v < row.length; v++) {
    const weight = integerWeight(rule, row[v]!);
    weights[v] = weight;
    total += weight;
  }
  return total;
}

/** In the place of a uniform's word: nothing is to be drawn. */
export const NO_DRAW = 2 ** 32 - 1;

/** A uniform in [0, 1) in units of 2^-32. */
export function uniformWord(uniform: number): number {
  return Math.min(Math.floor(uniform * 2 ** 32), NO_DRAW - 1);
}

/** A nucleus mass in (0, 1) in units of 2^-32, rounded up: a mass that equals it on paper is within it. */
export function nucleusWord(topP: number): number {
  return Math.min(Math.ceil(topP * 2 ** 32), 2 ** 32 - 1);
}

/** ⌊total·word/2^32⌋. */
export function shareOf(total: number, word: number): number {
  return Number((BigInt(total) * BigInt(word)) >> 32n);
}
