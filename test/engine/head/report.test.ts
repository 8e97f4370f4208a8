import { expect, test } from 'vitest';
import { defaultSampling } from '../../../src/decode/request.ts';
import type { Sampling } from '../../../src/decode/types.ts';
import { listLength, reportLength, statisticsOfReport } from '../../../src/engine/head/report.ts';

/** The key of a logit, and a float in a word, in the shader's words. */
const word = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!;
const key = (logit: number): number => (logit < 0 ? ~word(logit) : word(logit) | 0x80000000) >>> 0;

// Logits 1, 0, 0, −2 of ids 7, 2, 4, 9 and nothing else: Σ w = 1 + 2/e + e^−3, Σ w·log2 w = −(2/e + 3e^−3)/ln 2.
const total = 1 + 2 * Math.exp(-1) + Math.exp(-3);
const moment = -(2 * Math.exp(-1) + 3 * Math.exp(-3)) / Math.LN2;
// At temperature 0.5, of the first two: 1 + e^−2.
const keptTotal = 1 + Math.exp(-2);
const keptMoment = (-2 * Math.exp(-2)) / Math.LN2;

// Without id 7.
const totalWithoutEnds = 2 * Math.exp(-1) + Math.exp(-3);

function statistics(sampling: Partial<Sampling>, kept: number, reshaped: boolean, sum: number = total) {
  const report = Uint32Array.of(
    ...[key(1), key(0), key(0), 7, 2, 4],
    ...[sum, moment, keptTotal, keptMoment, totalWithoutEnds, 0].map(word),
    ...[kept, 2, key(0), key(-2)],
  );
  const request = {
    positions: Int32Array.of(11),
    candidates: 3,
    sampling: { ...defaultSampling, ...sampling },
    uniforms: null,
    held: true,
    gap: true,
  } as const;
  return statisticsOfReport(report, request, 10, Int32Array.of(9), reshaped);
}

test('of the logits as they are', () => {
  const stats = statistics({}, 10, false);
  expect([...stats.topIds]).toEqual([7, 2, 4]);
  expect(stats.topLogProbs[1]).toBeCloseTo(-1 - Math.log(total), 6);
  const shares = [1, Math.exp(-1), Math.exp(-1), Math.exp(-3)].map((weight) => weight / total);
  const entropy = -shares.reduce((sum, p) => sum + p * Math.log(p), 0);
  expect(stats.entropy[0]).toBeCloseTo(entropy, 6);
  expect(stats.negativeEntropy[0]).toBeCloseTo(-entropy, 6);
  expect(stats.sampledIds[0]).toBe(7);
  expect(stats.confidence[0]).toBeCloseTo(1 / total, 6);
  expect(stats.margin[0]).toBeCloseTo((1 - Math.exp(-1)) / total, 6);
  expect(stats.held![0]).toBeCloseTo(Math.exp(-3) / total, 6);
  expect(stats.gap![0]).toBe(1);
});

test('of what temperature and filters left', () => {
  const stats = statistics({ temperature: 0.5, topK: 2 }, 2, true);
  expect(stats.sampledIds[0]).toBe(2);
  expect(stats.rawConfidence[0]).toBeCloseTo(Math.exp(-1) / total, 6);
  expect(stats.confidence[0]).toBeCloseTo(Math.exp(-2) / keptTotal, 6);
  expect(stats.margin[0]).toBeCloseTo((1 - Math.exp(-2)) / keptTotal, 6);
  const [first, second] = [1 / keptTotal, Math.exp(-2) / keptTotal] as const;
  expect(stats.negativeEntropy[0]).toBeCloseTo(first * Math.log(first) + second * Math.log(second), 6);
});

test('a token that was not kept is no second', () => {
  expect(statistics({ temperature: 0.5, topK: 1 }, 1, true).margin[0]).toBeCloseTo(1 / keptTotal, 6);
});

test('256 rows of 8 candidates take no more than 32 KB', () => {
  expect(256 * reportLength(listLength(8, 152_064)) * 4).toBeLessThanOrEqual(32 * 1024);
});

test('without the ends: their confidence is 0, that of others more', () => {
  const ends = { eosId: 2, eotId: 7, suppressEos: false, doubtEnds: true };
  expect(statistics({ ends }, 10, false).rawConfidence[0]).toBe(0);
  // Above temperature 0 the end of the sequence stays, and id 2 was drawn.
  const drawn = statistics({ ends, temperature: 1 }, 10, false);
  expect(drawn.rawConfidence[0]).toBeCloseTo(Math.exp(-1) / totalWithoutEnds, 6);
});

test('of a row that is no distribution, none', () => {
  for (const sum of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => statistics({}, 10, false, sum)).toThrow(
      expect.objectContaining({ code: 'bad-graph', message: expect.stringContaining('at position 11') }),
    );
  }
});
