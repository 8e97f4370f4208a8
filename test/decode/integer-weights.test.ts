import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EXACT_VOCABULARY,
  integerWeight,
  integerWeights,
  nucleusWord,
  shareOf,
  uniformWord,
  weightRule,
} from '../../src/decode/integer-weights.ts';
import { positionStatistics } from '../../src/decode/position-statistics.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import type { Sampling } from '../../src/decode/types.ts';
import { chiSquare } from './chi-square.ts';

/** At this temperature a distance of 1 halves the weight. */
const HALVING = Math.LOG2E;
const weigh = (row: readonly number[], temperature: number): number[] => {
  const weights = new Float64Array(row.length);
  integerWeights(weightRule(Math.max(...row), temperature), Float64Array.from(row), weights);
  return [...weights];
};

describe('a weight', () => {
  test('by hand', () => {
    // 2^35 · 2^−d; 2^34.5 = 24296004000.04…, whose table entry 2^26/√2 = 47453132.8 is rounded to 47453133.
    expect(weigh([0, -1, -3, -35, -35.1, -36, -0.5], HALVING)).toEqual([
      2 ** 35,
      2 ** 34,
      2 ** 32,
      1,
      0,
      0,
      47453133 * 2 ** 9,
    ]);
  });

  test('of logits that differ by less than 2^-20 is the same', () => {
    const [first, second, third] = weigh([0.5, 0.5 - 2 ** -22, 0.5 - 2 ** -20 - 2 ** -22], 0.01);
    expect(second).toBeLessThan(first!);
    expect(weigh([0.5, 0.5 + 2 ** -22], 0.01)).toEqual([2 ** 35, 2 ** 35]);
    expect(third).toBeLessThan(second!);
  });

  test('is 2^35·exp((logit − largest)/T), within 1 and 2^-19/T + 2^-20 of it', () => {
    const logit = fc.float({ min: -60, max: 60, noNaN: true });
    fc.assert(
      fc.property(logit, logit, fc.constantFrom(0.05, 0.2, 0.7, 1, 2, 10), (a, b, temperature) => {
        const exact = 2 ** 35 * Math.exp(-Math.abs(a - b) / temperature);
        const weight = integerWeight(weightRule(Math.max(a, b), temperature), Math.min(a, b));
        expect(weight).toBeLessThanOrEqual(2 ** 35);
        expect(Math.abs(weight - exact)).toBeLessThanOrEqual(1 + exact * Math.expm1(2 ** -19 / temperature + 2 ** -20));
      }),
      { numRuns: 2000 },
    );
  });

  test('never rises with the distance', () => {
    const logit = fc.float({ min: -30, max: 0, noNaN: true });
    fc.assert(
      fc.property(logit, logit, fc.constantFrom(0.3, 1, 10), (a, b, temperature) => {
        const [, high, low] = weigh([0, Math.max(a, b), Math.min(a, b)], temperature);
        expect(low).toBeLessThanOrEqual(high!);
      }),
    );
  });

  test('depends on distances alone, however large the logits', () => {
    const steps = [0, -0.25, -3, -17, -2000];
    const near = weigh(steps, 0.8);
    for (const offset of [16, 5000, -5000, 2 ** 20, -(2 ** 27)]) {
      // Floats that are exact: from 2^27 on only multiples of 8 are.
      const exact = steps.map((step) => Math.fround(step + offset) - offset === step);
      expect(
        weigh(
          steps.map((step) => step + offset),
          0.8,
        ).filter((_, i) => exact[i]),
      ).toEqual(near.filter((_, i) => exact[i]));
    }
  });

  test('of −∞ and of the lowest float is 0', () => {
    expect(weigh([-8, Number.NEGATIVE_INFINITY, -3.4028234663852886e38], 10)).toEqual([2 ** 35, 0, 0]);
    expect(weigh([-3.4028234663852886e38, Number.NEGATIVE_INFINITY], 10)).toEqual([2 ** 35, 0]);
  });

  test.each([Number.MIN_VALUE, 1e-9, 2 ** -26])('at temperature %d only the largest have one', (temperature) => {
    expect(weigh([3, 3, 3 - 2 ** -19, -1], temperature)).toEqual([2 ** 35, 2 ** 35, 0, 0]);
  });

  test('sums up exactly over the largest vocabulary', () => {
    const row = new Float64Array(EXACT_VOCABULARY).fill(-1.5);
    expect(integerWeights(weightRule(-1.5, 1), row, new Float64Array(row.length))).toBe(2 ** 53);
  });
});

describe('shares', () => {
  test('by hand', () => {
    expect(shareOf(10, uniformWord(0.5))).toBe(5);
    expect(shareOf(10, uniformWord(0.59))).toBe(5);
    expect(shareOf(2 ** 53, 2 ** 32 - 1)).toBe(2 ** 53 - 2 ** 21);
    expect(uniformWord(1 - 2 ** -24)).toBe(2 ** 32 - 2 ** 8);
  });

  test('a nucleus keeps a token before which there is exactly its mass', () => {
    // Ten tokens of a tenth each: before the last there are nine tenths.
    expect(shareOf(10 * 2 ** 35, nucleusWord(0.9))).toBeGreaterThanOrEqual(9 * 2 ** 35);
    expect(nucleusWord(1 - 2 ** -53)).toBe(2 ** 32 - 1);
  });
});

/** One row, drawn with one uniform in each precision. */
function draws(logits: readonly number[], sampling: Partial<Sampling>, uniform: number) {
  return (['float32', 'float64'] as const).map((precision) => {
    const { sampledIds, confidence } = positionStatistics(Float32Array.from(logits), logits.length, -1, {
      positions: Int32Array.of(0),
      candidates: 1,
      sampling: { ...defaultSampling, ...sampling, precision },
      uniforms: Float64Array.of(uniform),
    });
    return { id: sampledIds[0]!, confidence: confidence[0]! };
  });
}

describe('a draw', () => {
  test('is that of float64 but where the uniform is within 1e-5 of a boundary', () => {
    const logit = fc.float({ min: -12, max: 12, noNaN: true });
    const rows = fc.array(logit, { minLength: 2, maxLength: 40 });
    const temperatures = fc.constantFrom(0.2, 0.7, 1, 2);
    fc.assert(
      fc.property(rows, temperatures, fc.integer({ min: 0, max: 2 ** 24 - 1 }), (logits, temperature, word) => {
        const uniform = word * 2 ** -24;
        const [integer, float] = draws(logits, { temperature }, uniform);
        if (integer!.id === float!.id) return;
        const near = [-1e-5, 1e-5].map(
          (shift) => draws(logits, { temperature }, Math.min(Math.max(uniform + shift, 0), 1 - 2 ** -24))[1]!.id,
        );
        expect(near).toContain(integer!.id);
      }),
      { numRuns: 2000 },
    );
  });

  test('from a nucleus: the tokens that float64 keeps', () => {
    const logits = [2, -1, 0.5, 1.5, 0.25, -3];
    for (const topP of [0.3, 0.5, 0.77, 0.95]) {
      for (let uniform = 0; uniform < 1; uniform += 1 / 32) {
        const [integer, float] = draws(logits, { temperature: 0.9, topP }, uniform);
        expect(integer!.id).toBe(float!.id);
        expect(integer!.confidence).toBeCloseTo(float!.confidence, 6);
      }
    }
  });

  test('in proportion to the weights: χ² of 40 000 draws from 64 tokens', () => {
    const logits = Float32Array.from({ length: 64 }, (_, v) => ((v * 37) % 64) / 16);
    const rows = 40_000;
    const repeated = new Float32Array(rows * 64).map((_, i) => logits[i % 64]!);
    const { sampledIds } = positionStatistics(repeated, 64, -1, {
      positions: Int32Array.from({ length: rows }, (_, j) => j),
      candidates: 1,
      sampling: { ...defaultSampling, temperature: 1.5 },
      uniforms: Float64Array.from({ length: rows }, (_, j) => (j * 0.6180339887498949) % 1),
    });
    const counts = new Array<number>(64).fill(0);
    for (const id of sampledIds) counts[id] = counts[id]! + 1;
    const weights = [...logits].map((logit) => Math.exp(logit / 1.5));
    const total = weights.reduce((a, b) => a + b, 0);
    // 63 degrees of freedom: the 99.9 % quantile is 103.4.
    const statistic = chiSquare(
      counts,
      weights.map((weight) => weight / total),
    );
    expect(statistic).toBeLessThan(103.4);
  });
});
