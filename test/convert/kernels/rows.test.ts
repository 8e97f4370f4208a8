import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noErrors } from '../../../src/convert/kernels/error-sums.ts';
import { encodeQ8Row, encodeU8Row } from '../../../src/convert/kernels/rows.ts';

const weights = (length: number) =>
  fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: length, maxLength: length });

describe('u8', () => {
  // [−1, 1.55]: scale 0.01, zero point 100; −1 → 0, 1.55 → 255, 0.5 → 150. [0, 2.55]: zero point 0. Zeros: scale 1.
  test.each([
    [[-1, 1.55, 0.5], 0.01, 100, [0, 255, 150]],
    [[2.55, 0.02, 0], 0.01, 0, [255, 2, 0]],
    [[0, 0, 0], 1, 0, [0, 0, 0]],
  ])('a hand-made row %j, every second byte', (values, scale, zeroPoint, codes) => {
    const bytes = new Uint8Array(6).fill(7);
    const row = encodeU8Row(Float32Array.from([9, ...values]), 1, 3, bytes, 1, 2, noErrors());
    expect(row.scale).toBeCloseTo(scale, 8);
    expect(row.zeroPoint + 0).toBe(zeroPoint);
    expect([...bytes]).toEqual([7, codes[0], 7, codes[1], 7, codes[2]]);
  });

  test('the error is at most half a step, zero stays zero, and the sums are those of the codes', () => {
    fc.assert(
      fc.property(weights(8), (list) => {
        const values = Float32Array.from(list);
        values[5] = 0;
        const codes = new Uint8Array(8);
        const errors = noErrors();
        const { scale, zeroPoint } = encodeU8Row(values, 0, 8, codes, 0, 1, errors);
        const restored = [...codes].map((code) => scale * (code - zeroPoint));
        let [sum, largest] = [0, 0];
        for (const [i, value] of values.entries()) {
          expect(Math.abs(restored[i]! - value)).toBeLessThanOrEqual(scale * 0.5001 + 1e-30);
          sum += (restored[i]! - value) ** 2;
          largest = Math.max(largest, (restored[i]! - value) ** 2);
        }
        expect(restored[5]).toBe(0);
        expect(errors.errorSquares).toBeCloseTo(sum, 12);
        expect(errors.largestSquare).toBeCloseTo(largest, 12);
      }),
    );
  });
});

// The extreme −2 → scale 1/64, little-endian, then int8 codes. Zeros: scale 1.
test('q8 rows, hand-made', () => {
  const bytes = new Uint8Array(14);
  const values = Float32Array.of(-2, 1, 0.5, 0, 0, 0);
  for (const row of [0, 1]) encodeQ8Row(values, 3 * row, 3, bytes.subarray(7 * row, 7 * row + 7), noErrors());
  const view = new DataView(bytes.buffer);
  expect([view.getFloat32(0, true), view.getFloat32(7, true)]).toEqual([1 / 64, 1]);
  expect([...new Int8Array(bytes.buffer, 4, 3)]).toEqual([-128, 64, 32]);
  expect([...new Int8Array(bytes.buffer, 11, 3)]).toEqual([0, 0, 0]);
});
