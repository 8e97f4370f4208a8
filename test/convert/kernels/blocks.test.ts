import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeQ4, encodeQ8, extremeScales, type Fit, searchScales } from '../../../src/convert/kernels/blocks.ts';
import { noErrors } from '../../../src/convert/kernels/error-sums.ts';

const weights = (length: number) =>
  fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: length, maxLength: length });

const bitsOf = (values: Float32Array) => new Int32Array(values.buffer);

function q4(values: Float32Array, fit: Fit) {
  const scales = new Float32Array(values.length / 32);
  const codes = new Uint8Array(values.length / 2);
  const errors = noErrors();
  extremeScales(bitsOf(values), 8, scales);
  if (fit === 'search') searchScales(values, scales);
  encodeQ4(values, scales, codes, errors);
  const restored = Float32Array.from({ length: values.length }, (_, i) => {
    const nibble = i % 2 === 0 ? codes[i >> 1]! & 15 : codes[i >> 1]! >> 4;
    return scales[i >> 5]! * (nibble - 8);
  });
  return { scales, codes, errors, restored };
}

function q8(values: Float32Array) {
  const scales = new Float32Array(values.length / 32);
  const codes = new Uint8Array(values.length);
  const errors = noErrors();
  extremeScales(bitsOf(values), 128, scales);
  encodeQ8(values, scales, codes, errors);
  return { scales, codes, errors, restored: Float32Array.from(codes, (code, i) => scales[i >> 5]! * (code - 128)) };
}

/** Σw², Σ(w − ŵ)² and max (w − ŵ)², one after the other. */
function plainErrors(values: Float32Array, restored: Float32Array) {
  const squares = [...values].map((value) => value ** 2);
  const errors = [...values].map((value, i) => (value - restored[i]!) ** 2);
  const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
  return { squares: sum(squares), errorSquares: sum(errors), largestSquare: Math.max(...errors) };
}

describe.each(['absmax', 'search'] as const)('q4 by %s', (fit) => {
  // 0.5 · {−8 … 7} twice: scale 0.5, codes 0, 1, 2 … the lower nibble first.
  test('a hand-made block', () => {
    const values = Float32Array.from({ length: 32 }, (_, i) => ((i % 16) - 8) / 2);
    const { scales, codes, errors } = q4(values, fit);
    expect([...scales]).toEqual([0.5]);
    expect([...codes.subarray(0, 8)]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe]);
    // Each of ±0.5 … ±3.5 and −4 twice: 2 · (2 · (0.25 + 1 + 2.25 + 4 + 6.25 + 9 + 12.25) + 16).
    expect(errors).toEqual({ squares: 172, errorSquares: 0, largestSquare: 0 });
  });

  test('zeros, the smallest and the largest numbers', () => {
    for (const value of [0, 2 ** -149, -(2 ** 127)]) {
      const { restored } = q4(new Float32Array(32).fill(value), fit);
      expect(restored.every(Number.isFinite)).toBe(true);
      if (Math.abs(value) !== 2 ** -149) expect([...restored]).toEqual(new Array(32).fill(value));
    }
  });

  test('the errors are those of the codes', () => {
    fc.assert(
      fc.property(weights(96), (list) => {
        const values = Float32Array.from(list);
        const { errors, restored } = q4(values, fit);
        const plain = plainErrors(values, restored);
        for (const key of ['squares', 'errorSquares', 'largestSquare'] as const) {
          expect(Math.abs(errors[key] - plain[key])).toBeLessThanOrEqual(1e-5 * plain.squares + 1e-30);
        }
      }),
    );
  });
});

test('the extreme of a block has the code −8, whichever sign it has', () => {
  const values = new Float32Array(64);
  values.set([3, -1], 0);
  values.set([-3, 1], 32);
  const { scales, codes } = q4(values, 'absmax');
  expect([...scales]).toEqual([-3 / 8, 3 / 8]);
  // −1 / (−3/8) = 2.67 → 3 → 11 beside 0; 1 / (3/8) → 11 beside 0.
  expect([codes[0], codes[16]]).toEqual([0xb0, 0xb0]);
});

test('absmax is off by half a step at most, a step for what the extreme outweighs', () => {
  fc.assert(
    fc.property(weights(32), (list) => {
      const values = Float32Array.from(list);
      const { scales, restored } = q4(values, 'absmax');
      const step = Math.abs(scales[0]!);
      for (const [i, value] of values.entries()) {
        const most = (Math.abs(value) > 7 * step ? 1 : 0.5) * step * 1.0001 + 1e-30;
        expect(Math.abs(restored[i]! - value)).toBeLessThanOrEqual(most);
      }
    }),
  );
});

test('the search is never worse than absmax, nor than the plain scale of absmax / 8', () => {
  fc.assert(
    fc.property(weights(32), (list) => {
      const values = Float32Array.from(list);
      const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 8 || 1;
      const plain = values.map((value) => scale * Math.min(7, Math.max(-8, Math.round(value / scale))));
      const searched = plainErrors(values, q4(values, 'search').restored).errorSquares;
      for (const other of [plain, q4(values, 'absmax').restored]) {
        expect(searched).toBeLessThanOrEqual(plainErrors(values, other).errorSquares * (1 + 1e-6) + 1e-12);
      }
    }),
  );
});

test('a block with a number that is not finite is seen', () => {
  const values = new Float32Array(64);
  expect(extremeScales(bitsOf(values), 8, new Float32Array(2))).toBe(true);
  for (const odd of [Number.NaN, Number.NEGATIVE_INFINITY]) {
    values[40] = odd;
    expect(extremeScales(bitsOf(values), 8, new Float32Array(2))).toBe(false);
  }
});

describe('q8', () => {
  // The extreme is 1 → scale −1/128: 1 → −128 → code 0, −0.5 → 64 → 192, 0.25 → −32 → 96; −1 would be 128: clipped.
  test('a hand-made block', () => {
    const values = new Float32Array(64);
    values.set([1, -0.5, 0.25, -1], 32);
    const { codes, scales, errors } = q8(values);
    expect([...scales]).toEqual([1, -1 / 128]);
    expect([...codes.subarray(0, 32)]).toEqual(new Array(32).fill(128));
    expect([...codes.subarray(32, 38)]).toEqual([0, 192, 96, 255, 128, 128]);
    expect(errors).toEqual({ squares: 2.3125, errorSquares: 2 ** -14, largestSquare: 2 ** -14 });
  });

  test('the error is at most half a step, a step for what has the size of the extreme and the other sign', () => {
    fc.assert(
      fc.property(weights(32), (list) => {
        const values = Float32Array.from(list);
        const { scales, restored } = q8(values);
        const step = Math.abs(scales[0]!);
        for (const [i, value] of values.entries()) {
          const most = (Math.abs(value) > 127 * step ? 1 : 0.5) * step * 1.0001 + 1e-30;
          expect(Math.abs(restored[i]! - value)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
