import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../src/convert/matrix.ts';
import { quantiseQ4, quantiseQ8, quantiseQ8Rows, quantiseU8 } from '../../src/convert/quantise.ts';

function matrix(rows: number, columns: number, values: Float32Array): Matrix {
  return { rows, columns, readRows: (start, count) => values.subarray(start * columns, (start + count) * columns) };
}

const weights = (length: number) =>
  fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: length, maxLength: length });

describe('u8', () => {
  // Row 0: range [−1, 1.55] → scale 0.01, zero point 100; −1 → 0, 1.55 → 255, 0.5 → 150.
  // Row 1: range [0, 2.55] → zero point 0; row 2: all zero.
  test('a hand-made matrix, transposed', () => {
    const values = Float32Array.of(-1, 1.55, 0.5, 2.55, 0.02, 0, 0, 0, 0);
    const { codes, scales, zeroPoints } = quantiseU8(matrix(3, 3, values));
    expect([...zeroPoints]).toEqual([100, 0, 0]);
    expect(scales[0]).toBeCloseTo(0.01, 8);
    expect([...codes]).toEqual([0, 255, 0, 255, 2, 0, 150, 0, 0]);
  });

  test('the error is at most half a step, and zero stays zero', () => {
    fc.assert(
      fc.property(weights(12), (list) => {
        const values = Float32Array.from(list);
        values[5] = 0;
        const { codes, scales, zeroPoints } = quantiseU8(matrix(3, 4, values));
        for (const [i, value] of values.entries()) {
          const [row, column] = [Math.floor(i / 4), i % 4];
          const restored = scales[row]! * (codes[column * 3 + row]! - zeroPoints[row]!);
          expect(Math.abs(restored - value)).toBeLessThanOrEqual(scales[row]! * 0.5001 + 1e-30);
          if (value === 0) expect(restored).toBe(0);
        }
      }),
    );
  });
});

describe('q4', () => {
  const restore = ({ codes, scales }: ReturnType<typeof quantiseQ4>) =>
    Float32Array.from({ length: codes.length * 2 }, (_, i) => {
      const nibble = i % 2 === 0 ? codes[i >> 1]! & 15 : codes[i >> 1]! >> 4;
      return scales[i >> 5]! * (nibble - 8);
    });

  // 0.5 · {−8 … 7} twice: scale 0.5, codes 0, 1, 2 … the lower nibble first.
  test('a hand-made block', () => {
    const values = Float32Array.from({ length: 32 }, (_, i) => ((i % 16) - 8) / 2);
    const { codes, scales } = quantiseQ4(matrix(1, 32, values));
    expect([...scales]).toEqual([0.5]);
    expect([...codes.subarray(0, 8)]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe]);
  });

  test('zeros', () => {
    expect(restore(quantiseQ4(matrix(1, 32, new Float32Array(32))))).toEqual(new Float32Array(32));
  });

  test('never worse than the plain scale of absmax / 8', () => {
    fc.assert(
      fc.property(weights(64), (list) => {
        const values = Float32Array.from(list);
        const restored = restore(quantiseQ4(matrix(1, 64, values)));
        for (const block of [0, 32]) {
          const part = values.subarray(block, block + 32);
          const scale = part.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 8 || 1;
          let [plain, ours] = [0, 0];
          for (const [i, value] of part.entries()) {
            plain += (value - scale * Math.min(7, Math.max(-8, Math.round(value / scale)))) ** 2;
            ours += (value - restored[block + i]!) ** 2;
          }
          expect(ours).toBeLessThanOrEqual(plain * (1 + 1e-6) + 1e-12);
        }
      }),
    );
  });
});

describe('q8', () => {
  // The extreme is 1 → scale −1/128: 1 → −128 → code 0, −0.5 → 64 → 192, 0.25 → −32 → 96; −1 would be 128: clipped.
  test('a hand-made block', () => {
    const values = new Float32Array(64);
    values.set([1, -0.5, 0.25, -1], 32);
    const { codes, scales } = quantiseQ8(matrix(1, 64, values));
    expect([...scales]).toEqual([1, -1 / 128]);
    expect([...codes.subarray(0, 32)]).toEqual(new Array(32).fill(128));
    expect([...codes.subarray(32, 38)]).toEqual([0, 192, 96, 255, 128, 128]);
  });

  // Row 0: the extreme −2 → scale 1/64, little-endian, then int8 codes. Row 1: zeros.
  test('hand-made rows', () => {
    const [bytes] = [...quantiseQ8Rows(matrix(2, 3, Float32Array.of(-2, 1, 0.5, 0, 0, 0)))];
    const view = new DataView(bytes!.buffer);
    expect([bytes!.length, view.getFloat32(0, true), view.getFloat32(7, true)]).toEqual([14, 1 / 64, 1]);
    expect([...new Int8Array(bytes!.buffer, 4, 3)]).toEqual([-128, 64, 32]);
    expect([...new Int8Array(bytes!.buffer, 11, 3)]).toEqual([0, 0, 0]);
  });

  test('the error is at most half a step, a step for what has the size of the extreme and the other sign', () => {
    fc.assert(
      fc.property(weights(32), (list) => {
        const values = Float32Array.from(list);
        const { codes, scales } = quantiseQ8(matrix(1, 32, values));
        const step = Math.abs(scales[0]!);
        for (const [i, value] of values.entries()) {
          const error = Math.abs(scales[0]! * (codes[i]! - 128) - value);
          expect(error).toBeLessThanOrEqual((Math.abs(value) > 127 * step ? 1 : 0.5) * step * 1.0001 + 1e-30);
        }
      }),
    );
  });
});
