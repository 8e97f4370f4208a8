/** Weights in fewer bits. Layouts are those of onnxruntime's contrib operators (ContribOperators.md). */
import { type Matrix, rowBlocks } from './matrix.ts';

/** Weights that share a scale in `q4`: the one size with WebGPU's fast kernel. */
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
  let extreme = 0;
  for (const weight of weights) if (Math.abs(weight) > Math.abs(extreme)) extreme = weight;
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
