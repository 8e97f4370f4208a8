import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { float32LaneSum, laneSum } from '../../src/decode/lane-sum.ts';

/** 1, and `small` at each of the indices. */
function withSmall(length: number, small: number, ...indices: readonly number[]): number[] {
  return Array.from({ length }, (_, i) => (i === 0 ? 1 : indices.includes(i) ? small : 0));
}

test('float64: what meets in a lane is added before it is lost beside 1', () => {
  const small = 2 ** -53;
  // Lanes 1 and 2: 1 + 2^-53 rounds to 1, twice. Both in lane 1: 2^-52 is the last place of 1.
  expect(laneSum(Float64Array.from(withSmall(10, small, 1, 2)))).toBe(1);
  expect(laneSum(Float64Array.from(withSmall(10, small, 1, 9)))).toBe(1 + 2 ** -52);
});

describe('float32', () => {
  const small = 2 ** -24;

  test('lanes 4 and 12 meet before lane 0, lanes 2 and 4 do not', () => {
    expect(float32LaneSum(Float32Array.from(withSmall(16, small, 4, 12)))).toBe(1 + 2 ** -23);
    expect(float32LaneSum(Float32Array.from(withSmall(16, small, 2, 4)))).toBe(1);
  });

  test('fewer than 16 are added in order', () => {
    expect(float32LaneSum(Float32Array.from(withSmall(15, small, 4, 12)))).toBe(1);
    expect(float32LaneSum(Float32Array.of(small, small, 1))).toBe(1 + 2 ** -23);
  });
});

test('they are sums', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 100 }), (numbers) => {
      const exact = numbers.reduce((sum, number) => sum + number, 0);
      expect(laneSum(Float64Array.from(numbers))).toBe(exact);
      expect(float32LaneSum(Float32Array.from(numbers))).toBe(exact);
    }),
  );
});
