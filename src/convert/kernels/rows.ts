/** Weights of 8 bits with a scale for each row of the matrix [outputs, inputs]. */
import { encodeBytes } from './blocks.ts';
import type { ErrorSums } from './error-sums.ts';

/**
 * For DynamicQuantizeMatMul: weight ≈ scale · (code − zero point), with the range of the row's weights, widened to hold
 * zero exactly.
 * @param first of the row in `values`.
 * @param next place of the first code, and `stride` from each to the following.
 */
export function encodeU8Row(
  values: Float32Array,
  first: number,
  inputs: number,
  codes: Uint8Array,
  next: number,
  stride: number,
  errors: ErrorSums,
): { readonly scale: number; readonly zeroPoint: number } {
  let low = 0;
  let high = 0;
  for (let k = first; k < first + inputs; k++) {
    low = Math.min(low, values[k]!);
    high = Math.max(high, values[k]!);
  }
  const scale = Math.fround((high - low) / 255) || 1;
  const zeroPoint = Math.round(-low / scale);
  for (let k = 0, at = next; k < inputs; k++, at += stride) {
    const value = values[first + k]!;
    const code = Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
    codes[at] = code;
    const error = value - scale * (code - zeroPoint);
    errors.squares += value * value;
    errors.errorSquares += error * error;
    errors.largestSquare = Math.max(errors.largestSquare, error * error);
  }
  return { scale, zeroPoint };
}

/**
 * A row of `4 + columns` bytes: a float32 scale, then int8 codes, with the scale of `extremeScales`: vector = scale ·
 * codes.
 */
export function encodeQ8Row(
  values: Float32Array,
  first: number,
  columns: number,
  row: Uint8Array,
  errors: ErrorSums,
): void {
  let extreme = 0;
  for (let i = first; i < first + columns; i++) if (Math.abs(values[i]!) > Math.abs(extreme)) extreme = values[i]!;
  const scale = Math.fround(extreme / -128) || 1;
  new DataView(row.buffer, row.byteOffset).setFloat32(0, scale, true);
  encodeBytes(values, first, columns, scale, row, 4, 0, errors);
}
