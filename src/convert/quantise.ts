/** Weights in fewer bits. Layouts are those of onnxruntime's contrib operators (ContribOperators.md). */
import { type Matrix, rowBlocks } from './matrix.ts';

/** Weights that share a scale in `q4` and `q8`: the one size with WebGPU's fast kernel. */
export const Q4_BLOCK = 32;

/** For DynamicQuantizeMatMul: weight [k, n] ≈ scales[n] · (codes[k, n] − zeroPoints[n]). */
export interface QuantisedU8 {
  /** [inputs, outputs]. */
  readonly codes: Uint8Array;
  /** [outputs]. */
  readonly scales: Float32Array;
  /** [outputs]. */
  readonly zeroPoints: Uint8Array;
}

/** For MatMulNBits, bits 4, zero point 8: weight [n, k] ≈ scales[n, k / 32] · (code − 8). */
export interface QuantisedQ4 {
  /** [outputs, inputs / 32, 16], the lower nibble first. */
  readonly codes: Uint8Array;
  /** [outputs, inputs / 32]. */
  readonly scales: Float32Array;
}

/** For MatMulNBits, bits 8, zero point 128: weight [n, k] ≈ scales[n, k / 32] · (code − 128). */
export interface QuantisedQ8 {
  /** [outputs, inputs / 32, 32]. */
  readonly codes: Uint8Array;
  /** [outputs, inputs / 32]. */
  readonly scales: Float32Array;
}

/**
 * Asymmetric 8 bits with the range of each output's weights, widened to hold zero exactly. Transposes: `matrix` is
 * [outputs, inputs].
 */
export function quantiseU8(matrix: Matrix): QuantisedU8 {
  const { rows: outputs, columns: inputs } = matrix;
  const codes = new Uint8Array(inputs * outputs);
  const scales = new Float32Array(outputs);
  const zeroPoints = new Uint8Array(outputs);
  for (const [start, values] of rowBlocks(matrix)) {
    for (let first = 0; first < values.length; first += inputs) {
      const output = start + first / inputs;
      let low = 0;
      let high = 0;
      for (let k = 0; k < inputs; k++) {
        low = Math.min(low, values[first + k]!);
        high = Math.max(high, values[first + k]!);
      }
      const scale = Math.fround((high - low) / 255) || 1;
      const zeroPoint = Math.round(-low / scale);
      scales[output] = scale;
      zeroPoints[output] = zeroPoint;
      for (let k = 0; k < inputs; k++) {
        const code = Math.round(values[first + k]! / scale) + zeroPoint;
        codes[k * outputs + output] = Math.min(255, Math.max(0, code));
      }
    }
  }
  return { codes, scales, zeroPoints };
}

/** Symmetric 4 bits; each block has the scale that fits it best, see `fitQ4`. `inputs` must be a multiple of 32. */
export function quantiseQ4(matrix: Matrix): QuantisedQ4 {
  const { rows: outputs, columns: inputs } = matrix;
  const codes = new Uint8Array((outputs * inputs) / 2);
  const scales = new Float32Array((outputs * inputs) / Q4_BLOCK);
  for (const [start, values] of rowBlocks(matrix)) {
    for (let first = 0; first < values.length; first += Q4_BLOCK) {
      const weights = values.subarray(first, first + Q4_BLOCK);
      const scale = fitQ4(weights);
      const index = start * inputs + first;
      scales[index / Q4_BLOCK] = scale;
      for (let i = 0; i < Q4_BLOCK; i += 2) {
        codes[(index + i) / 2] = (codeQ4(weights[i]!, scale) + 8) | ((codeQ4(weights[i + 1]!, scale) + 8) << 4);
      }
    }
  }
  return { codes, scales };
}

/** Symmetric 8 bits, see `scaleQ8`. `inputs` must be a multiple of 32. */
export function quantiseQ8(matrix: Matrix): QuantisedQ8 {
  const { rows: outputs, columns: inputs } = matrix;
  const codes = new Uint8Array(outputs * inputs);
  const scales = new Float32Array((outputs * inputs) / Q4_BLOCK);
  for (const [start, values] of rowBlocks(matrix)) {
    for (let first = 0; first < values.length; first += Q4_BLOCK) {
      const weights = values.subarray(first, first + Q4_BLOCK);
      const scale = scaleQ8(weights);
      const index = start * inputs + first;
      scales[index / Q4_BLOCK] = scale;
      for (let i = 0; i < Q4_BLOCK; i++) codes[index + i] = codeQ8(weights[i]!, scale) + 128;
    }
  }
  return { codes, scales };
}

/** Rows of 4 + `columns` bytes in blocks of whole rows: a float32 scale, then int8 codes; see `scaleQ8`. */
export function* quantiseQ8Rows(matrix: Matrix): Generator<Uint8Array> {
  const { columns } = matrix;
  for (const [, values] of rowBlocks(matrix)) {
    const rows = values.length / columns;
    const bytes = new Uint8Array(rows * (4 + columns));
    const view = new DataView(bytes.buffer);
    for (let row = 0; row < rows; row++) {
      const weights = values.subarray(row * columns, (row + 1) * columns);
      const scale = scaleQ8(weights);
      const at = row * (4 + columns);
      view.setFloat32(at, scale, true);
      for (let i = 0; i < columns; i++) view.setInt8(at + 4 + i, codeQ8(weights[i]!, scale));
    }
    yield bytes;
  }
}

/** The scale that gives the weight of largest magnitude the code −128, so that powers of two stay exact; 1 for zeros. */
function scaleQ8(weights: Float32Array): number {
  return Math.fround(extremeOf(weights) / -128) || 1;
}

/** In [−128, 127]. */
function codeQ8(weight: number, scale: number): number {
  return Math.min(127, Math.max(-128, Math.floor(weight / scale + 0.5)));
}

/** The weight of largest magnitude, the first of several. */
function extremeOf(weights: Float32Array): number {
  let extreme = 0;
  for (const weight of weights) if (Math.abs(weight) > Math.abs(extreme)) extreme = weight;
  return extreme;
}

/**
 * Scales to try, in units of (extreme / 8), where the extreme is the weight of largest magnitude. Negative ones give it
 * the code −8, so that the range just holds it; smaller ones clip it a little, which often costs less than it saves.
 */
const TRIALS = [1, -1, -0.95, -0.9, -0.85, -0.8, -0.75];

/**
 * The scale of least squared error among those that fit the codes of each trial best: for given codes c that is
 * s = Σwc / Σc², with the error Σw² − (Σwc)² / Σc².
 */
function fitQ4(weights: Float32Array): number {
  const extreme = extremeOf(weights);
  if (extreme === 0) return 1;
  let best = extreme / -8;
  let largestGain = 0;
  for (const trial of TRIALS) {
    const scale = (extreme / 8) * trial;
    let product = 0;
    let square = 0;
    for (let i = 0; i < Q4_BLOCK; i++) {
      const code = codeQ4(weights[i]!, scale);
      product += weights[i]! * code;
      square += code * code;
    }
    const gain = (product * product) / square;
    if (gain > largestGain) {
      largestGain = gain;
      best = product / square;
    }
  }
  return Math.fround(best) || 1;
}

/** In [−8, 7]. */
function codeQ4(weight: number, scale: number): number {
  return Math.min(7, Math.max(-8, Math.floor(weight / scale + 0.5)));
}
