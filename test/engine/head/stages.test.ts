import { describe, expect, test } from 'vitest';
import { defaultSampling } from '../../../src/decode/request.ts';
import type { ExtraQuestions, Sampling, StatsRequest } from '../../../src/decode/types.ts';
import { isAnswered, MOST_STAGES, stagesOf } from '../../../src/engine/head/stages.ts';

const VOCABULARY = 152_064;
const ask = (sampling: Partial<Sampling>, extra: ExtraQuestions = {}, candidates = 8): StatsRequest => ({
  positions: Int32Array.of(0),
  candidates,
  sampling: { ...defaultSampling, ...sampling },
  uniforms: Float64Array.of(0.5),
  ...extra,
});
const ends = { eosId: 1, eotId: 2, suppressEos: false, doubtEnds: false };
/** Kernels in order, those in a row as one. */
const looks = (request: StatsRequest): string => {
  const kernels = stagesOf(request, VOCABULARY).map(({ kernel }) => kernel);
  return kernels.filter((kernel, i) => kernel !== kernels[i - 1]).join(' ');
};
const count = (request: StatsRequest): number => stagesOf(request, VOCABULARY).length;

describe('a question takes the looks it needs', () => {
  test.each([
    // One for the ranks, one for the sums.
    ['greedy', ask({}), 'rank sum', 2],
    ['greedy with what stands', ask({}, { held: true }), 'rank sum gather', 3],
    // 18 bits of ids in two digits.
    ['a draw at temperature 1', ask({ temperature: 1 }), 'rank sum narrow gather', 5],
    ['a draw at another', ask({ temperature: 0.2 }), 'rank sum narrow gather', 6],
    // 32 bits of logits in four digits, then the ids of those that tie.
    ['a nucleus', ask({ topP: 0.9 }), 'rank sum narrow sum', 9],
    ['top-k', ask({ topK: 50 }), 'rank sum narrow sum', 7],
    ['a draw with a share for the mask', ask({}, { maskMass: Float64Array.of(0.1) }), 'rank sum narrow gather', 7],
    ['all', ask({ temperature: 0.7, topP: 0.9, topK: 50 }), 'rank sum narrow sum narrow gather', 16],
  ])('%s', (_, request, kernels, stages) => {
    expect(looks(request)).toBe(kernels);
    expect(count(request)).toBe(stages);
  });

  test('with top-k first the nucleus is one of the tokens it leaves, which are summed once more', () => {
    const most = ask(
      { temperature: 0.7, topP: 0.9, topK: 50, ends: { ...ends, doubtEnds: true } },
      { rule: { topKFirst: true }, maskMass: Float64Array.of(0.1) },
    );
    expect(looks(most)).toBe('rank sum narrow sum narrow sum narrow gather');
    expect(count(most)).toBe(MOST_STAGES);
  });

  test('filters that keep everything take none', () => {
    expect(count(ask({ topP: 1, topK: VOCABULARY }))).toBe(2);
  });
});

describe('a question is for the GPU', () => {
  test.each([
    ['the usual one', ask({ temperature: 0.7, topP: 0.9, topK: 50, suppressMask: true }, { gap: true, held: true })],
    ['a narrow nucleus, a background', ask({}, { rule: { crossing: 'exclude', viaLog: true }, background: true })],
    ['a share for the mask', ask({}, { maskMass: Float64Array.of(0) })],
    ['no end of the text', ask({ ends: { ...ends, suppressEos: true, doubtEnds: true } })],
  ])('%s', (_, request) => expect(isAnswered(request, VOCABULARY)).toBe(true));

  test.each([
    ['in float64', ask({ precision: 'float64' })],
    ['in the arithmetic of case files', ask({}, { rule: { float32: true } })],
    ['with guidance', ask({ guidance: 1 })],
    ['with credit', ask({}, { credit: { decay: 1, boost: 1, weight: 1, restart: true } })],
    ['for the divergence', ask({}, { divergence: { restart: true } })],
    ['for a shadow', ask({}, { shadow: { start: 0, end: 1 } })],
    ['for what stands, without the end', ask({ ends: { ...ends, suppressEos: true } }, { held: true })],
    ['for more candidates than fit', ask({}, {}, 257)],
  ])('not one %s', (_, request) => expect(isAnswered(request, VOCABULARY)).toBe(false));

  test('not one of a vocabulary whose sums are not exact', () => {
    expect(isAnswered(ask({}), 2 ** 18 + 1)).toBe(false);
  });
});
