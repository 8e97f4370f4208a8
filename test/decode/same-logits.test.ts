import { describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/decode.ts';
import { type RecordedStep, type RuleChoice, sameLogits } from '../../src/decode/same-logits.ts';
import { strategies } from '../../src/decode/strategies/registry.ts';
import type { DecodeRequest, PositionStats, StepRecord } from '../../src/decode/types.ts';
import { planContext } from './plan-context.ts';

// Four masked slots; every score prefers another, so that a rule that reads the wrong one is found out.
const MASK = 99;
const context = planContext({
  negativeEntropy: Float64Array.of(-0.1, -2, -2, -2),
  confidence: Float64Array.of(0.1, 0.97, 0.1, 0.1),
  margin: Float64Array.of(0.1, 0.1, 0.9, 0.1),
  rawConfidence: Float64Array.of(0.2, 0.8, 0.3, 0.95),
  entropy: Float64Array.of(0.05, 0.07, 0.6, 0.5),
});
const record: StepRecord = {
  step: 0,
  block: 0,
  quota: 1,
  stats: context.stats,
  unmask: [{ position: 0, tokenId: 100 }],
  remask: [],
  boundary: { ties: 0, gap: 1.9 },
};
const first: RecordedStep = {
  request: { ...context.request, steps: 4 },
  record,
  tokens: context.tokens,
  stepInBlock: 0,
};
const choices = (step: RecordedStep): Map<string, RuleChoice> =>
  new Map(sameLogits(step).map((choice) => [choice.id, choice]));
const committed = (step: RecordedStep, id: string) =>
  choices(step)
    .get(id)
    ?.plan?.unmask.map((c) => c.position);
const whyNot = (step: RecordedStep, id: string) => choices(step).get(id)?.whyNot;

describe('on the statistics of one step', () => {
  it('asks every registered strategy, each answering with a plan or a reason', () => {
    const all = sameLogits(first);
    expect(all.map(({ id }) => id)).toEqual(strategies.map(({ id }) => id));
    for (const { plan, whyNot } of all) expect(plan === null).toBe(whyNot !== null);
  });

  it.each([
    ['entropy', [0]], // recorded
    ['maskgit-plus', [1]], // filtered confidence .97
    ['topk-margin', [2]], // margin .9
    ['low-confidence', [3]], // raw confidence .95
    ['left-to-right', [0]],
    ['threshold', [3]], // raw ≥ .9
    ['local-leap', [3, 1]], // slot 3 anchors; .8 ≥ .75 within 4 positions; .3 is below
    ['factor-dllm', [3, 1]], // n = 1 always; n = 2: .8 ≥ 1 − 1/3; n = 3: .3 < 1 − 1/4
    ['entropy-bound', [0, 1]], // before each: 0, .05, .12, …; γ = .1 takes those ≤ .1
    ['hierarchy', [3]], // one run of masks: its surest
    // Two accepted, .95 and .8. Drops from 0: −.95 and −.8; max(⌊2/2⌋, ⌈2/8⌉) = 1 is dropped, the larger: slot 1.
    ['saber', [3]],
  ])('%s', (id, positions) => {
    expect(committed(first, id)).toEqual(positions);
  });

  it.each([
    ['prophet', /gap between the two largest logits/],
    ['klass-dream', /divergence/],
    ['wino', /shadow/],
    ['pc-sampler', /background corpus/],
    ['credit', /drawn by a rule of its own/],
    ['remdm-cap', /drawn by a rule of its own/],
  ])('%s says what is not recorded', (id, reason) => {
    expect(whyNot(first, id)).toMatch(reason);
  });

  it('leaves out what remembers, after the first step', () => {
    const second = { ...first, record: { ...record, step: 1 }, stepInBlock: 1 };
    expect(whyNot(first, 'slowfast')).toBe(null);
    expect(whyNot(second, 'slowfast')).toMatch(/earlier steps/);
    expect(whyNot(second, 'saber')).toMatch(/earlier steps/);
    expect(committed(second, 'low-confidence')).toEqual([3]);
  });

  it('gives the run’s own strategy what it did', () => {
    const remasked = { ...record, step: 3, remask: [2], note: 'why' };
    const own = { ...first, request: { ...first.request, strategy: 'saber' }, record: remasked };
    expect(choices(own).get('saber')?.plan).toEqual({
      unmask: record.unmask,
      remask: [2],
      boundary: record.boundary,
      note: 'why',
    });
  });

  it('needs rows for all that a rule looks at, and takes no others', () => {
    // Slot 3 holds a token: rows for masked slots only, then rows for all.
    const tokens = Int32Array.of(MASK, MASK, MASK, 7);
    expect(committed({ ...first, tokens }, 'low-confidence')).toEqual([1]);
    expect(whyNot({ ...first, tokens }, 'low-confidence')).toBe(null);
    const masked = planContext({ rawConfidence: Float64Array.of(0.2, 0.8, 0.3) }).stats;
    const partly = { ...first, tokens, record: { ...record, stats: masked } };
    expect(committed(partly, 'low-confidence')).toEqual([1]);
    expect(whyNot(partly, 'p2')).toMatch(/not recorded in this step/);
  });

  it('has nothing to say about a step without statistics', () => {
    const none = planContext({ rawConfidence: new Float64Array(1) }).stats;
    const empty: PositionStats = { ...none, positions: new Int32Array(0) };
    const others = sameLogits({ ...first, record: { ...record, stats: empty } }).filter(({ id }) => id !== 'entropy');
    expect(new Set(others.map((choice) => choice.whyNot))).toEqual(new Set(['The step holds no statistics.']));
  });
});

describe('against the loop', () => {
  // What a rule without memory would do at the first step is what a run of it does there.
  it.each(['low-confidence', 'topk-margin', 'threshold', 'factor-dinfer', 'certainty-prior', 'random', 'origin'])(
    '%s',
    async (id) => {
      const request: DecodeRequest = { ...first.request, strategy: id, schedule: 'llada' };
      const next = await decode(async () => context.stats, request).next();
      const run = next.value as StepRecord;
      const plan = choices({ ...first, request: { ...request, strategy: 'entropy' } }).get(id)?.plan;
      expect({ unmask: plan?.unmask, boundary: plan?.boundary }).toEqual({
        unmask: run.unmask,
        boundary: run.boundary,
      });
    },
  );
});
