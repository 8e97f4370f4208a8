import { describe, expect, test } from 'vitest';
import { createHead } from '../../src/decode/head.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import type { Canvas, ExtraQuestions, Sampling } from '../../src/decode/types.ts';

const MASK = 3;
const sampling: Sampling = { ...defaultSampling, precision: 'float64' };
/** Position 0 holds token 1, position 1 is masked. */
const canvas: Canvas = { prompt: new Int32Array(0), tokens: Int32Array.of(1, MASK), maskId: MASK };
/** Logits whose softmax is the given probabilities. */
const logitsOf = (...rows: number[][]): Float64Array => Float64Array.from(rows.flat(), Math.log);
const even = [0.25, 0.25, 0.25, 0.25];
const steep = [0.5, 0.25, 0.125, 0.125];

function ask(extra: ExtraQuestions, change: Partial<Sampling> = {}, uniforms: number[] | null = null) {
  return {
    positions: Int32Array.of(0, 1),
    candidates: 1,
    sampling: { ...sampling, ...change },
    uniforms: uniforms && Float64Array.from(uniforms),
    ...extra,
  };
}

test('nothing is answered that was not asked for', () => {
  const stats = createHead(4)({ logits: logitsOf(steep, steep) }, canvas, ask({}));
  for (const name of ['held', 'gap', 'divergence', 'background', 'shadowHeld']) expect(stats).not.toHaveProperty(name);
});

test('held: the probability of the token that stands there, 0 at masks', () => {
  const { held } = createHead(4)({ logits: logitsOf(steep, steep) }, canvas, ask({ held: true }));
  expect(held![0]).toBeCloseTo(0.25, 14);
  expect(held![1]).toBe(0);
});

test('gap: of the two largest logits', () => {
  const { gap } = createHead(4)({ logits: logitsOf(steep, even) }, canvas, ask({ gap: true }));
  expect(gap![0]).toBeCloseTo(Math.log(2), 14);
  expect(gap![1]).toBe(0);
});

test('background: the frequency of the drawn token', () => {
  const head = createHead(4, Float64Array.of(0.1, 0.2, 0.3, 0.4));
  const { background } = head({ logits: logitsOf(steep, [0.1, 0.1, 0.7, 0.1]) }, canvas, ask({ background: true }));
  expect(Array.from(background!)).toEqual([0.1, 0.3]);
});

test('shadowHeld: the probability of the standing token in the shadow row', () => {
  const output = { logits: logitsOf(steep, steep), shadow: logitsOf([0.125, 0.625, 0.125, 0.125], steep) };
  const { shadowHeld } = createHead(4)(output, canvas, ask({ shadow: { start: 0, end: 2 } }));
  expect(shadowHeld![0]).toBeCloseTo(0.625, 14);
  expect(shadowHeld![1]).toBe(0);
});

describe('divergence', () => {
  test('of the pass from the one before', () => {
    const head = createHead(4);
    const first = head({ logits: logitsOf(steep, even) }, canvas, ask({ divergence: { restart: true } }));
    // Against p′ = 0: Σ p·(ln p − ln 1e-12), the entropies of the rows being 1.75 ln 2 and 2 ln 2.
    expect(first.divergence![0]).toBeCloseTo(12 * Math.log(10) - 1.75 * Math.log(2), 9);
    expect(first.divergence![1]).toBeCloseTo(12 * Math.log(10) - 2 * Math.log(2), 9);
    const second = head({ logits: logitsOf(steep, steep) }, canvas, ask({ divergence: { restart: false } }));
    expect(second.divergence![0]).toBeCloseTo(0, 12);
    // Σ steep·ln(steep / even) = 2 ln 2 − 1.75 ln 2.
    expect(second.divergence![1]).toBeCloseTo(0.25 * Math.log(2), 9);
  });

  test('restart forgets', () => {
    const head = createHead(4);
    const question = ask({ divergence: { restart: true } });
    const output = { logits: logitsOf(steep, even) };
    expect(head(output, canvas, question).divergence).toEqual(head(output, canvas, question).divergence);
  });
});

test('guidance: the logits away from those without the prompt', () => {
  const output = { logits: Float64Array.of(2, 1, 0, 0), unconditional: Float64Array.of(0, 1, 0, 0) };
  const question = { ...ask({ gap: true }, { guidance: 1 }), positions: Int32Array.of(1) };
  // ℓᵤ + 2(ℓ − ℓᵤ) = 4, 1, 0, 0.
  expect(createHead(4)(output, canvas, question).gap).toEqual(Float64Array.of(3));
});

test('credit: grows at masks with the likeliest token, decays, and is added to the logits', () => {
  const head = createHead(4);
  const rule = { decay: 0.5, boost: 2, weight: 1 };
  const output = { logits: logitsOf(steep, steep) };
  const first = head(output, canvas, ask({ credit: { ...rule, restart: true } }));
  // Masked: C = 0.5² = 0.25, e^ℓ = 0.5·1.25 = 0.625 beside 0.5 in all; committed: none.
  expect(first.rawConfidence[0]).toBeCloseTo(0.5, 12);
  expect(first.rawConfidence[1]).toBeCloseTo(0.625 / 1.125, 12);
  const second = head(output, canvas, ask({ credit: { ...rule, restart: false } }));
  // C = 0.125 + 0.25 = 0.375.
  expect(second.rawConfidence[1]).toBeCloseTo(0.6875 / 1.1875, 12);
  const again = head(output, canvas, ask({ credit: { ...rule, restart: true } }));
  expect(again.rawConfidence).toEqual(first.rawConfidence);
});

describe('draws', () => {
  test('mask mass: (1 − share)·q + share at the mask, in vocabulary order', () => {
    // Half of steep, and half at token 3: cumulated 0.25, 0.375, 0.4375, 1.
    const maskMass = Float64Array.of(0.5, 0.5);
    const draw = (u: number) =>
      createHead(4)({ logits: logitsOf(steep, steep) }, canvas, ask({ maskMass }, {}, [u, u])).sampledIds[1];
    expect([0.24, 0.26, 0.43, 0.44, 0.99].map(draw)).toEqual([0, 1, 2, 3, 3]);
  });

  const confidence = (rule: ExtraQuestions['rule'], change: Partial<Sampling>, row: number[]) =>
    createHead(4)({ logits: logitsOf(row, row) }, canvas, ask(rule ? { rule } : {}, change)).confidence[0];

  test('a nucleus that excludes the token that crosses, but not the first', () => {
    // 0.5, then 0.25 crosses 0.7: kept by `include`.
    expect(confidence(undefined, { topP: 0.7 }, steep)).toBeCloseTo(0.5 / 0.75, 12);
    expect(confidence({ crossing: 'exclude' }, { topP: 0.7 }, steep)).toBe(1);
    expect(confidence({ crossing: 'exclude' }, { topP: 0.3 }, steep)).toBe(1);
    expect(confidence({ crossing: 'exclude' }, { topP: 0.8 }, steep)).toBeCloseTo(0.5 / 0.75, 12);
    // Ties in the nucleus: two of three equal tokens fit.
    expect(confidence({ crossing: 'exclude' }, { topP: 0.65 }, [0.3, 0.3, 0.3, 0.1])).toBeCloseTo(0.5, 12);
  });

  test('top-k before top-p', () => {
    const row = [0.4, 0.3, 0.2, 0.1];
    // Top-p 0.5 of all keeps 0.4 and 0.3; of the top one alone it keeps that.
    expect(confidence(undefined, { topP: 0.5, topK: 2 }, row)).toBeCloseTo(4 / 7, 12);
    // Top-k 2 leaves 4/7 > 0.5, so the nucleus ends there.
    expect(confidence({ topKFirst: true }, { topP: 0.5, topK: 2 }, row)).toBe(1);
  });

  test('the mask suppressed by the rule', () => {
    const { topIds } = createHead(4)(
      { logits: logitsOf([0.1, 0.2, 0.1, 0.6], even) },
      canvas,
      ask({ rule: { suppressMask: true } }),
    );
    expect(topIds[0]).toBe(1);
  });
});

describe('ends of text', () => {
  const ends = { eosId: 0, eotId: 2, suppressEos: false, doubtEnds: false };
  const stats = (change: Partial<typeof ends>, temperature = 0) =>
    createHead(4)(
      { logits: logitsOf([0.4, 0.3, 0.2, 0.1], even) },
      canvas,
      ask({}, { ends: { ...ends, ...change }, temperature }, temperature > 0 ? [0.35, 0.35] : null),
    );

  test('suppressEos: eos is not drawn', () => {
    const { sampledIds, rawConfidence } = stats({ suppressEos: true });
    expect(sampledIds[0]).toBe(1);
    expect(rawConfidence[0]).toBeCloseTo(0.3 / 0.6, 12);
  });

  test('doubtEnds: eos is drawn without confidence at temperature 0, and with it above', () => {
    expect(stats({ doubtEnds: true }).sampledIds[0]).toBe(0);
    expect(stats({ doubtEnds: true }).rawConfidence[0]).toBe(0);
    // Without eot alone: 0.4 of 0.8.
    expect(stats({ doubtEnds: true }, 1).rawConfidence[0]).toBeCloseTo(0.5, 12);
  });
});
