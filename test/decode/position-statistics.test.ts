import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { positionStatistics } from '../../src/decode/position-statistics.ts';
import { createUniforms, STREAM } from '../../src/decode/random.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import type { Sampling } from '../../src/decode/types.ts';
import { chiSquare } from './chi-square.ts';
import { oracleRow } from './sampling-oracle.ts';

const NO_MASK = -1;

/** Statistics of rows given as arrays, in float64, all candidates. */
function statisticsOf(
  rows: readonly (readonly number[])[],
  sampling: Partial<Sampling>,
  uniform = 0,
  maskId = NO_MASK,
) {
  return positionStatistics(Float64Array.from(rows.flat()), rows[0]!.length, maskId, {
    positions: Int32Array.from(rows, (_, j) => j),
    candidates: rows[0]!.length,
    sampling: { ...defaultSampling, precision: 'float64', ...sampling },
    uniforms: new Float64Array(rows.length).fill(uniform),
  });
}

describe('golden sample_tokens', () => {
  interface GoldenCase {
    temperature: number;
    top_p: number | null;
    top_k: number | null;
    probs: number[][];
    argmax: number[];
    maxprob: number[];
    margin: number[];
    neg_entropy: number[];
  }
  const golden = JSON.parse(readFileSync(new URL('../golden/golden.json', import.meta.url), 'utf8')) as {
    sample_tokens: { logits: number[][]; cases: GoldenCase[] };
  };
  const { logits, cases } = golden.sample_tokens;
  const V = logits[0]!.length;

  test.each(cases)('T $temperature, top-p $top_p, top-k $top_k', (sample) => {
    const sampling = { temperature: sample.temperature, topP: sample.top_p, topK: sample.top_k };
    for (const [j, row] of logits.entries()) {
      // Uniforms spread over [0, 1) draw every token that has a probability; its confidence must be that probability.
      for (let u = 0; u < 1; u += 1 / 64) {
        const stats = statisticsOf([row], sampling, u);
        const id = stats.sampledIds[0]!;
        expect(stats.confidence[0]).toBeCloseTo(sample.probs[j]![id]!, 6);
        if (sample.temperature === 0) expect(id).toBe(sample.argmax[j]);
        else {
          const before = sample.probs[j]!.slice(0, id).reduce((a, b) => a + b, 0);
          expect(before).toBeLessThanOrEqual(u + 1e-6);
          expect(before + sample.probs[j]![id]!).toBeGreaterThan(u - 1e-6);
        }
      }
      const stats = statisticsOf([row], sampling);
      expect(stats.margin[0]).toBeCloseTo(sample.margin[j]!, 6);
      expect(stats.negativeEntropy[0]).toBeCloseTo(sample.neg_entropy[j]!, 6);
      expect(stats.topIds[0]).toBe(sample.argmax[j]);
      expect(stats.topIds).toHaveLength(V);
    }
  });

  test('there are 24', () => expect(cases).toHaveLength(24));
});

describe('against the plain oracle', () => {
  // Few distinct values, so that ties and equal sums occur.
  const logit = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -40, max: 40 }).map((x) => x / 8) },
    // No subnormal differences: divided by the temperature they vanish, and whether they tie depends on when.
    { weight: 2, arbitrary: fc.integer({ min: -30e6, max: 30e6 }).map((x) => x / 1e6) },
    { weight: 1, arbitrary: fc.constant(Number.NEGATIVE_INFINITY) },
  );
  const row = fc
    .array(logit, { minLength: 2, maxLength: 60 })
    .filter((logits) => logits.slice(1).some((x) => x > Number.NEGATIVE_INFINITY));
  const sampling: fc.Arbitrary<Sampling> = fc.record({
    temperature: fc.constantFrom(0, 0.2, 0.7, 1, 1.2, 10),
    // No round fractions: a sum that equals top-p exactly would depend on the order of summation.
    topP: fc.constantFrom(null, 1, 0.123456, 0.512345, 0.912345, 0.987654),
    topK: fc.constantFrom(null, 1, 2, 5, 100),
    order: fc.constantFrom('temperature-first' as const, 'filter-first' as const),
    suppressMask: fc.boolean(),
    precision: fc.constant('float64' as const),
  });

  test('every field', () => {
    fc.assert(
      fc.property(row, sampling, fc.integer({ min: 0, max: 2 ** 24 - 1 }), (logits, rule, word) => {
        const uniform = word * 2 ** -24 + 2 ** -26;
        const maskId = 0;
        const { raw, q } = oracleRow(logits, maskId, rule);
        const stats = statisticsOf([logits], rule, uniform, maskId);
        const id = stats.sampledIds[0]!;

        const ids = raw
          .map((_, v) => v)
          .sort((a, b) => {
            const suppressed = (v: number) => (rule.suppressMask && v === maskId ? -Infinity : logits[v]!);
            const difference = suppressed(b) - suppressed(a);
            return (Number.isNaN(difference) ? 0 : difference) || a - b;
          });
        expect(Array.from(stats.topIds)).toEqual(ids);
        for (const [k, v] of ids.entries()) {
          const expected = Math.log(raw[v]!);
          if (expected > -700) expect(Math.abs(stats.topLogProbs[k]! - expected)).toBeLessThan(1e-4);
        }
        const entropy = raw.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
        expect(stats.entropy[0]).toBeCloseTo(entropy, 5);

        if (rule.temperature === 0) expect(id).toBe(ids[0]);
        else {
          const before = q.slice(0, id).reduce((a, b) => a + b, 0);
          expect(before).toBeLessThanOrEqual(uniform + 1e-12);
          expect(before + q[id]!).toBeGreaterThan(uniform - 1e-12);
          expect(q[id]).toBeGreaterThan(0);
        }
        expect(stats.confidence[0]).toBeCloseTo(q[id]!, 12);
        expect(stats.rawConfidence[0]).toBeCloseTo(raw[id]!, 12);
        const [first, second] = q.toSorted((a, b) => b - a);
        expect(stats.margin[0]).toBeCloseTo(first! - second!, 12);
        const negative = q.reduce((sum, p) => sum + p * Math.log(p + 1e-10), 0);
        expect(stats.negativeEntropy[0]).toBeCloseTo(negative, 12);
      }),
      { numRuns: 1000 },
    );
  });

  test('a large, flat vocabulary', () => {
    const uniform = createUniforms('5')(0);
    const logits = Array.from({ length: 5000 }, (_, v) => Math.round(uniform(v, 9) * 4000) / 1000);
    for (const rule of [{ topP: 0.912345 }, { topK: 700 }, { topP: 0.512345, topK: 3000, temperature: 1.3 }]) {
      const { q } = oracleRow(logits, NO_MASK, { ...defaultSampling, ...rule });
      const stats = statisticsOf([logits], rule, 0.5);
      expect(stats.confidence[0]).toBeCloseTo(q[stats.sampledIds[0]!]!, 12);
      expect(stats.negativeEntropy[0]).toBeCloseTo(
        q.reduce((sum, p) => sum + p * Math.log(p + 1e-10), 0),
        10,
      );
    }
  });
});

describe('by hand', () => {
  test('ties go to the lowest id', () => {
    const stats = statisticsOf([[0, 1, 1, 0]], {});
    expect(Array.from(stats.topIds)).toEqual([1, 2, 0, 3]);
    expect(stats.sampledIds[0]).toBe(1);
    expect(stats.margin[0]).toBe(0);
  });

  test('top-p keeps the token that crosses, at temperature 0 too, and the lowest ids of a tie', () => {
    // Probabilities .5, .25, .125, .125; .5 ≤ .6 keeps the second, .75 > .6 drops the rest: q = 2/3, 1/3.
    const row = [0.125, 0.5, 0.125, 0.25].map(Math.log);
    expect(statisticsOf([row], { topP: 0.6 }).confidence[0]).toBeCloseTo(2 / 3, 12);
    // .75 ≤ .8 keeps the first of the tied tokens, .875 > .8 drops the other: q = .125, .5, 0, .25 over .875.
    const tied = statisticsOf([row], { topP: 0.8, temperature: 1 }, 0.1);
    expect(tied.sampledIds[0]).toBe(0);
    expect(tied.confidence[0]).toBeCloseTo(0.125 / 0.875, 12);
    expect(statisticsOf([row], { topP: 0.8, temperature: 1 }, 0.72).sampledIds[0]).toBe(3);
  });

  test('top-k keeps all that tie at its boundary', () => {
    // Four tokens of equal weight survive top-2: q = 1/4.
    expect(statisticsOf([[1, 1, 1, 1, 0]], { topK: 2 }).confidence[0]).toBeCloseTo(1 / 4, 12);
  });

  test('the order of temperature and top-p matters', () => {
    // Untempered .6, .3, .1: top-p .5 keeps one token. At T = 2 the weights are √.6, √.3, √.1 = .775, .548, .316,
    // so .473 ≤ .5 keeps a second: q = .775 / 1.323.
    const row = [0.6, 0.3, 0.1].map(Math.log);
    const rule = { topP: 0.5, temperature: 2 };
    expect(statisticsOf([row], { ...rule, order: 'filter-first' }, 0).confidence[0]).toBe(1);
    expect(statisticsOf([row], rule, 0).confidence[0]).toBeCloseTo(
      Math.sqrt(0.6) / (Math.sqrt(0.6) + Math.sqrt(0.3)),
      12,
    );
  });

  test('a row that the filter leaves one token of scores 1e-10, whatever its logits: a tie', () => {
    const { negativeEntropy } = statisticsOf(
      [
        [9, 0, 1],
        [2, 0, 7],
      ],
      { topP: 0.9, temperature: 0.2 },
      0.5,
    );
    expect(negativeEntropy[0]).toBeCloseTo(1e-10, 15);
    expect(negativeEntropy[1]).toBe(negativeEntropy[0]);
  });

  test('suppressMask takes the mask out of raw probabilities too, and leaves the logits alone', () => {
    const logits = Float64Array.of(5, 1, 1);
    const request = {
      positions: Int32Array.of(4),
      candidates: 3,
      sampling: { ...defaultSampling, suppressMask: true },
      uniforms: null,
    };
    const stats = positionStatistics(logits, 3, 0, request);
    expect(Array.from(stats.topIds)).toEqual([1, 2, 0]);
    expect(stats.rawConfidence[0]).toBeCloseTo(0.5, 7);
    expect(stats.topLogProbs[2]).toBe(Number.NEGATIVE_INFINITY);
    expect(Array.from(logits)).toEqual([5, 1, 1]);
  });

  test('a uniform of 0 never draws a token without probability', () => {
    expect(statisticsOf([[Number.NEGATIVE_INFINITY, 0, 0]], { temperature: 1 }, 0).sampledIds[0]).toBe(1);
    expect(statisticsOf([[0, 0, Number.NEGATIVE_INFINITY]], { temperature: 1 }, 1 - 2 ** -53).sampledIds[0]).toBe(1);
  });

  test('scores are stored in the precision asked for', () => {
    expect(statisticsOf([[0, 1]], { precision: 'float32' }).confidence).toBeInstanceOf(Float32Array);
    expect(statisticsOf([[0, 1]], { precision: 'float64' }).confidence).toBeInstanceOf(Float64Array);
  });

  test('no rows, no statistics', () => {
    const request = { positions: new Int32Array(0), candidates: 1, sampling: defaultSampling, uniforms: null };
    expect(positionStatistics(new Float32Array(0), 5, 0, request).sampledIds).toHaveLength(0);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('a row with %d is refused by position', (bad) => {
    for (const row of [
      [bad, 0, 0],
      [0, 0, bad],
    ]) {
      expect(() => statisticsOf([[0, 0, 0], row], {})).toThrow(
        expect.objectContaining({ code: 'bad-graph', message: expect.stringContaining('position 1') }),
      );
    }
  });
});

test('tokens are drawn from q: χ² of 100 000 draws', () => {
  const logits = Float32Array.of(0, 1, 2, -1, 0.5, 1.5);
  const sampling: Sampling = { ...defaultSampling, temperature: 0.7, topK: 5 };
  const uniforms = createUniforms('17');
  const counts = new Array<number>(6).fill(0);
  const rows = 1000;
  const repeated = Float32Array.from({ length: rows * 6 }, (_, i) => logits[i % 6]!);
  const positions = Int32Array.from({ length: rows }, (_, j) => j);
  for (let step = 0; step < 100; step++) {
    const drawn = Float64Array.from(positions, (position) => uniforms(step)(position, STREAM.token));
    const request = { positions, candidates: 1, sampling, uniforms: drawn };
    for (const id of positionStatistics(repeated, 6, NO_MASK, request).sampledIds) counts[id] = counts[id]! + 1;
  }
  const { q } = oracleRow(Array.from(logits), NO_MASK, sampling);
  expect(counts[3]).toBe(0);
  const kept = [0, 1, 2, 4, 5];
  const statistic = chiSquare(
    kept.map((id) => counts[id]!),
    kept.map((id) => q[id]!),
  );
  // 4 degrees of freedom: the 99.9 % quantile is 18.47.
  expect(statistic).toBeLessThan(18.47);
});

test('float32 arithmetic: the confidence without the ends is rounded too', () => {
  const ends = { eosId: 1, eotId: 2, suppressEos: false, doubtEnds: true };
  const { rawConfidence } = positionStatistics(Float64Array.of(0, -40, -3, -17), 4, NO_MASK, {
    positions: Int32Array.of(0),
    candidates: 1,
    sampling: { ...defaultSampling, ends },
    uniforms: null,
    rule: { float32: true },
  });
  // Without tokens 1 and 2, 1 / (1 + e^−17); 1 + 4e-8 rounds to 1.
  expect(rawConfidence[0]).toBe(1);
});
