/**
 * Weights of 4 and 8 bits in blocks of 32 that share a scale, for onnxruntime's MatMulNBits (ContribOperators.md):
 * weight ≈ scale · (code − zero point), where the zero point is the middle of the codes.
 *
 * The loops have no branches that depend on weights, where the processor would guess wrong half of the time.
 */
import type { ErrorSums } from './error-sums.ts';

/** Weights that share a scale in `q4` and `q8`: the one size with WebGPU's fast kernel. */
export const Q4_BLOCK = 32;

/** How the scale of a block is chosen: by its extreme alone, or by the best of a few trials (`q4` alone). */
export type Fit = 'absmax' | 'search';

/**
 * The scale that gives the weight of largest magnitude (the first of several) the code `−half`, so that the range just
 * holds it and powers of two stay exact; 1 for a block of zeros.
 * @param bits float32 patterns, a multiple of 32.
 * @param half 8 for four bits, 128 for eight.
 * @returns whether all weights are finite.
 */
export function extremeScales(bits: Int32Array, half: number, scales: Float32Array): boolean {
  const patterns = new Int32Array(scales.buffer, scales.byteOffset, scales.length);
  let largest = 0;
  for (let block = 0, first = 0; block < scales.length; block++, first += Q4_BLOCK) {
    let magnitude = 0;
    let extreme = 0;
    for (let i = first; i < first + Q4_BLOCK; i++) {
      const word = bits[i]!;
      const candidate = word & 0x7fffffff;
      const larger = (magnitude - candidate) >> 31;
      magnitude = (magnitude & ~larger) | (candidate & larger);
      extreme = (extreme & ~larger) | (word & larger);
    }
    patterns[block] = extreme;
    if (magnitude > largest) largest = magnitude;
  }
  for (let block = 0; block < scales.length; block++) scales[block] = Math.fround(scales[block]! / -half) || 1;
  return largest < 0x7f800000;
}

/**
 * By the nearest whole number and 32. A weight is at most 22 scales: 8 under `extremeScales`, where a trial of
 * `searchScales` has at least 0.75 of that scale, and the fit to its codes at least half of the trial's.
 */
const CODES = Uint8Array.from({ length: 64 }, (_, i) => Math.min(15, Math.max(0, i - 24)));

/**
 * Scales to try, in units of (extreme / 8), where the extreme is the weight of largest magnitude. Negative ones give it
 * the code −8, so that the range just holds it; smaller ones clip it a little, which often costs less than it saves.
 */
const TRIALS = [1, -1, -0.95, -0.9, -0.85, -0.8, -0.75];

/**
 * The scale of least squared error among those that fit the codes of each trial best: for given codes c that is
 * s = Σwc / Σc², with the error Σw² − (Σwc)² / Σc².
 * @param scales of `extremeScales`; replaced.
 */
export function searchScales(values: Float32Array, scales: Float32Array): void {
  for (let block = 0, first = 0; block < scales.length; block++, first += Q4_BLOCK) {
    let extreme = 0;
    for (let i = first; i < first + Q4_BLOCK; i++) if (Math.abs(values[i]!) > Math.abs(extreme)) extreme = values[i]!;
    if (extreme === 0) continue;
    let best = extreme / -8;
    let largestGain = 0;
    for (const trial of TRIALS) {
      const inverse = 1 / ((extreme / 8) * trial);
      let product = 0;
      let square = 0;
      for (let i = first; i < first + Q4_BLOCK; i++) {
        const code = CODES[(values[i]! * inverse + 32.5) | 0]! - 8;
        product += values[i]! * code;
        square += code * code;
      }
      const gain = (product * product) / square;
      if (gain > largestGain) {
        largestGain = gain;
        best = product / square;
      }
    }
    scales[block] = Math.fround(best) || 1;
  }
}

/** @param codes receives two of a byte, the first in the lower nibble. */
export function encodeQ4(values: Float32Array, scales: Float32Array, codes: Uint8Array, errors: ErrorSums): void {
  let { squares, errorSquares, largestSquare } = errors;
  for (let block = 0, first = 0, next = 0; block < scales.length; block++, first += Q4_BLOCK) {
    const scale = scales[block]!;
    const inverse = 1 / scale;
    const unit = scale * scale;
    // In units of the scale; two of each, so that one addition need not wait for the other.
    const limit = largestSquare / unit;
    let largest = limit;
    let evenSquares = 0;
    let oddSquares = 0;
    let evenErrors = 0;
    let oddErrors = 0;
    for (let i = first; i < first + Q4_BLOCK; i += 2) {
      const even = values[i]! * inverse;
      const odd = values[i + 1]! * inverse;
      const low = CODES[(even + 32.5) | 0]!;
      const high = CODES[(odd + 32.5) | 0]!;
      codes[next++] = low | (high << 4);
      const evenError = even + 8 - low;
      const oddError = odd + 8 - high;
      evenSquares += even * even;
      oddSquares += odd * odd;
      evenErrors += evenError * evenError;
      oddErrors += oddError * oddError;
      if (evenError * evenError > largest) largest = evenError * evenError;
      if (oddError * oddError > largest) largest = oddError * oddError;
    }
    squares += (evenSquares + oddSquares) * unit;
    errorSquares += (evenErrors + oddErrors) * unit;
    if (largest > limit) largestSquare = largest * unit;
  }
  errors.squares = squares;
  errors.errorSquares = errorSquares;
  errors.largestSquare = largestSquare;
}

/** @param codes receives one a byte, with the zero point 128. */
export function encodeQ8(values: Float32Array, scales: Float32Array, codes: Uint8Array, errors: ErrorSums): void {
  for (let block = 0; block < scales.length; block++) {
    encodeBytes(values, block * Q4_BLOCK, Q4_BLOCK, scales[block]!, codes, block * Q4_BLOCK, 128, errors);
  }
}

/**
 * One scale for `count` weights from `first` on.
 * @param offset added to codes in [−128, 127].
 */
export function encodeBytes(
  values: Float32Array,
  first: number,
  count: number,
  scale: number,
  codes: Uint8Array,
  next: number,
  offset: number,
  errors: ErrorSums,
): void {
  const inverse = 1 / scale;
  const unit = scale * scale;
  const limit = errors.largestSquare / unit;
  let largest = limit;
  let squares = 0;
  let errorSquares = 0;
  for (let i = 0; i < count; i++) {
    const scaled = values[first + i]! * inverse;
    let code = (scaled + 128.5) | 0;
    code &= ~(code >> 31);
    code += (255 - code) & ((255 - code) >> 31);
    codes[next + i] = code - 128 + offset;
    const error = scaled + 128 - code;
    squares += scaled * scaled;
    errorSquares += error * error;
    if (error * error > largest) largest = error * error;
  }
  errors.squares += squares * unit;
  errors.errorSquares += errorSquares * unit;
  if (largest > limit) errors.largestSquare = largest * unit;
}
