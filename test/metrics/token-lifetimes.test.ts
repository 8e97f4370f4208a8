import { describe, expect, it } from 'vitest';
import { flipCounts } from '../../src/metrics/flip-counts.ts';
import { meanLifetime, tokenLifetimes } from '../../src/metrics/token-lifetimes.ts';
import { MASK, traceOf } from '../trace/fixture.ts';

const at = (position: number, tokenId: number) => ({ position, tokenId });

/**
 * Position 0: 7 (steps 0–2, remasked), 7 again (3–4, overwritten by 8), 8 stands. Position 1: 9 (0–1, remasked by the
 * mask id), 5 (2–), 5 written again. Position 2: 6 from step 1.
 */
const revised = traceOf(3, [
  { unmask: [at(0, 7), at(1, 9)] },
  { unmask: [at(2, 6), at(1, MASK)] },
  { unmask: [at(1, 5)], remask: [0] },
  { unmask: [at(0, 7), at(1, 5)] },
  { unmask: [at(0, 8)] },
]);

describe('tokenLifetimes', () => {
  it('follows every token from commit to end', () => {
    expect(tokenLifetimes(revised)).toEqual([
      { position: 0, tokenId: 7, from: 0, to: 2, end: 'remask' },
      { position: 1, tokenId: 9, from: 0, to: 1, end: 'remask' },
      { position: 2, tokenId: 6, from: 1, to: null, end: null },
      { position: 1, tokenId: 5, from: 2, to: null, end: null },
      { position: 0, tokenId: 7, from: 3, to: 4, end: 'overwrite' },
      { position: 0, tokenId: 8, from: 4, to: null, end: null },
    ]);
    // (2 + 1 + 1)/3.
    expect(meanLifetime(tokenLifetimes(revised))).toBeCloseTo(4 / 3, 12);
    expect(meanLifetime(tokenLifetimes(revised, 1))).toBeNull();
  });

  it('ends a token in the step that committed it', () => {
    const trace = traceOf(1, [{ unmask: [at(0, 7)], remask: [0] }]);
    expect(tokenLifetimes(trace)).toEqual([{ position: 0, tokenId: 7, from: 0, to: 0, end: 'remask' }]);
  });
});

describe('flipCounts', () => {
  it('counts changes of the token, not a token that comes back', () => {
    // 0: 7, 7, 8 = one flip; 1: 9, 5 = one.
    const counts = flipCounts(revised);
    expect(Array.from(counts.flips)).toEqual([1, 1, 0]);
    expect(counts).toMatchObject({ total: 2, remasks: 2, overwrites: 1 });
  });

  it('is 0 where nothing was revised', () => {
    const counts = flipCounts(revised, 1);
    expect(counts).toMatchObject({ total: 0, remasks: 0, overwrites: 0 });
  });
});
