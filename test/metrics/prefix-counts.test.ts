import { describe, expect, it } from 'vitest';
import { createPrefixCounts } from '../../src/metrics/prefix-counts.ts';

describe('prefix counts', () => {
  it('by hand: 0, 3, 3, 4 of the numbers below 5, then without one 3', () => {
    const counts = createPrefixCounts(5);
    for (const value of [3, 0, 4, 3]) counts.add(value, 1);
    expect([-1, 0, 1, 3, 4, 5, Number.POSITIVE_INFINITY].map(counts.below)).toEqual([0, 0, 1, 1, 3, 4, 4]);
    counts.add(3, -1);
    expect([3, 4, 5].map(counts.below)).toEqual([1, 2, 3]);
  });

  it('counts nothing where there are no numbers', () => {
    expect(createPrefixCounts(0).below(1)).toBe(0);
  });
});
