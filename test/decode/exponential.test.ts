import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exponential, negativeEntropy, weigh } from '../../src/decode/exponential.ts';

describe('exponential', () => {
  test('is e^x to 3 units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -708.9, max: 0, noNaN: true }), (x) => {
        const exact = Math.exp(x);
        expect(Math.abs(exponential(x) - exact)).toBeLessThanOrEqual(exact * 3 * 2 ** -52);
      }),
    );
  });

  test('at the ends', () => {
    expect(exponential(0)).toBe(1);
    expect(exponential(-709)).toBe(0);
    expect(exponential(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exponential(Number.NaN)).toBeNaN();
  });
});

describe('weigh', () => {
  test('sums weights and moments; −∞ counts nothing', () => {
    const weights = new Float64Array(3);
    // exp(0/0.5) = 1, exp(−1/0.5) = e^−2.
    const { total, moment } = weigh(Float64Array.of(2, 1, Number.NEGATIVE_INFINITY), 2, 0.5, weights);
    expect(total).toBeCloseTo(1 + Math.exp(-2), 14);
    expect(moment).toBeCloseTo(-2 * Math.exp(-2), 14);
    expect(weights[2]).toBe(0);
  });

  test('a temperature too small to invert leaves only the largest', () => {
    expect(weigh(Float64Array.of(1, 0), 1, Number.MIN_VALUE, new Float64Array(2)).total).toBe(1);
  });

  test.each([
    [[Number.NaN, 0], Number.NaN],
    [[0, Number.NaN], 0],
    [[0, Number.POSITIVE_INFINITY], Number.POSITIVE_INFINITY],
    [[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY], Number.NEGATIVE_INFINITY],
  ])('%j has no total', (row, largest) => {
    expect(weigh(Float64Array.from(row), largest, 1, new Float64Array(2)).total).toBeNaN();
  });
});

describe('negativeEntropy', () => {
  const logit = fc.double({ min: -60, max: 60, noNaN: true });

  test('is Σ q·ln(q + 1e-10) to 1e-13', () => {
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1, maxLength: 300 }), fc.constantFrom(0.2, 1, 1.7), (logits, t) => {
        const row = Float64Array.from(logits);
        const largest = Math.max(...row);
        const exponents = logits.map((x) => Math.exp((x - largest) / t));
        const total = exponents.reduce((a, b) => a + b, 0);
        const exact = exponents.reduce((sum, w) => sum + (w / total) * Math.log(w / total + 1e-10), 0);
        const sums = weigh(row, largest, t, new Float64Array(row.length));
        expect(Math.abs(negativeEntropy(row, largest, t, sums) - exact)).toBeLessThan(1e-13);
      }),
    );
  });

  test('of a collapsed row is ln(1 + 1e-10), the same for every row', () => {
    const scores = [3, -7.25].map((largest) => {
      const row = Float64Array.of(Number.NEGATIVE_INFINITY, largest, Number.NEGATIVE_INFINITY);
      return negativeEntropy(row, largest, 0.3, weigh(row, largest, 0.3, new Float64Array(3)));
    });
    expect(scores[0]).toBeCloseTo(1e-10, 16);
    expect(scores[1]).toBe(scores[0]);
  });
});
