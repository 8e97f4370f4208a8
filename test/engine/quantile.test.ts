import { expect, it } from 'vitest';
import { quantile } from '../../src/engine/quantile.ts';

it('takes medians and percentiles between neighbours, in any order', () => {
  expect(quantile([3], 0.9)).toBe(3);
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  // numpy.quantile(range(11), 0.9) == 9.0; numpy.quantile([1, 2, 4], 0.25) == 1.5
  expect(quantile([10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.9)).toBeCloseTo(9);
  expect(quantile([4, 1, 2], 0.25)).toBe(1.5);
});
