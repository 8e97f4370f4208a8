import { describe, expect, it } from 'vitest';
import type { StatsRequest } from '../../src/decode/types.ts';
import type { ShadowForward } from '../../src/engine/network/network.ts';
import { openedLater } from '../../src/engine/network/whole-network.ts';
import { createSessionPredictor } from '../../src/engine/session-predictor.ts';
import { unmetNeeds } from '../../src/engine/unmet-needs.ts';
import { manifest } from '../model/fixture.ts';
import { type Forward, networkOf } from './network/function-network.ts';

const request: StatsRequest = {
  positions: Int32Array.of(0, 2),
  candidates: 2,
  sampling: {
    temperature: 0,
    topP: null,
    topK: null,
    order: 'temperature-first',
    suppressMask: false,
    precision: 'float64',
  },
  uniforms: null,
};
const canvas = { prompt: Int32Array.of(7, 8), tokens: Int32Array.of(3, 5, 3), maskId: 3 };

it('asks for the rows P + position of prompt and canvas, and reads row j for position j', async () => {
  const asked: number[][] = [];
  const logitsOf: Forward = async (inputIds, rows) => {
    asked.push([...inputIds], [...rows]);
    // Softmax of ln 1, ln 2, ln 5 is 1/8, 2/8, 5/8; of ln 6, ln 1, ln 1: 6/8, 1/8, 1/8.
    return Float32Array.of(Math.log(1), Math.log(2), Math.log(5), Math.log(6), Math.log(1), Math.log(1));
  };
  const stats = await createSessionPredictor(networkOf(logitsOf), 3)(canvas, request);
  expect(asked).toEqual([
    [7, 8, 3, 5, 3],
    [2, 4],
  ]);
  expect([...stats.sampledIds]).toEqual([2, 0]);
  expect(stats.confidence[0]).toBeCloseTo(5 / 8, 6);
  expect(stats.confidence[1]).toBeCloseTo(6 / 8, 6);
});

it('lets the error of the network through', async () => {
  const broken = createSessionPredictor(
    networkOf(() => Promise.reject(new RangeError('no such row'))),
    3,
  );
  await expect(broken(canvas, request)).rejects.toThrow('no such row');
});

describe('a question for a shadow', () => {
  const notAsked: Forward = () => Promise.reject(new Error('asked'));
  /** Rows of ln 1, ln 2, ln 5 as often as asked: probabilities 1/8, 2/8, 5/8 of tokens 0, 1, 2. */
  const shadowOf: ShadowForward = async ({ rows }) =>
    Float32Array.from({ length: 3 * rows.length }, (_, i) => Math.log([1, 2, 5][i % 3]!));
  const standing = { prompt: Int32Array.of(1, 2), tokens: Int32Array.of(0, 2, 3, 1), maskId: 3 };
  const question = { ...request, positions: Int32Array.of(2), shadow: { start: 1, end: 4 } };

  it('is answered by one pass of the shadow graph: main rows, then the block', async () => {
    const stats = await createSessionPredictor(networkOf(notAsked, shadowOf), 3, { logitShift: 1 })(standing, question);
    expect([...stats.sampledIds]).toEqual([2]);
    expect(Array.from(stats.shadowHeld!, (p) => Number(p.toFixed(6)))).toEqual([0.625, 0, 0.25]);
  });

  it('with guidance takes a plain pass more, and leaves the shadow as it is', async () => {
    const masked: number[][] = [];
    const plain: Forward = async (inputIds) => {
      masked.push([...inputIds]);
      return Float32Array.of(0, 0, 0);
    };
    const guided = { ...question, sampling: { ...request.sampling, guidance: 1 } };
    const stats = await createSessionPredictor(networkOf(plain, shadowOf), 3, { logitShift: 1 })(standing, guided);
    expect(masked).toEqual([[3, 3, 0, 2, 3, 1]]);
    // 0 + 2 · (ln 1, ln 2, ln 5) are the weights 1, 4, 25.
    expect(stats.rawConfidence[0]).toBeCloseTo(25 / 30, 6);
    expect(stats.shadowHeld![0]).toBeCloseTo(0.625, 6);
  });

  it('opens the session at the first call, once, and again where that failed', async () => {
    let opened = 0;
    const later = openedLater(async () => {
      opened++;
      if (opened === 1) throw new Error('no memory');
      return shadowOf;
    });
    const predict = createSessionPredictor(
      networkOf(async () => new Float32Array(6), later),
      3,
      { logitShift: 1 },
    );
    await predict(canvas, request);
    expect(opened).toBe(0);
    await expect(predict(standing, question)).rejects.toThrow('no memory');
    await predict(standing, question);
    await predict(standing, question);
    expect(opened).toBe(2);
  });
});

it('refuses to keep more of the pass before than memory holds, before it runs', async () => {
  const notAsked: Forward = () => Promise.reject(new Error('asked'));
  const predict = createSessionPredictor(networkOf(notAsked), 152_064);
  // 152064 · 8 bytes a position: 441 of them are less than 512 MiB.
  const question = (count: number) => ({
    ...{ ...request, positions: Int32Array.from({ length: count }, (_, i) => i) },
    divergence: { restart: true },
  });
  await expect(predict(canvas, question(442))).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringMatching(/442 positions; this model allows 441\./),
  });
  await expect(predict(canvas, question(441))).rejects.toThrow('asked');
});

it('answers background by the frequencies of the drawn tokens', async () => {
  const background = Float64Array.of(0.5, 0.375, 0.125);
  const logitsOf: Forward = async () => Float32Array.of(0, 0, 9, 0, 9, 0);
  const predict = createSessionPredictor(networkOf(logitsOf), 3, { logitShift: 1, background });
  const stats = await predict(canvas, { ...request, background: true });
  expect([...stats.background!]).toEqual([0.125, 0.375]);
});

it('says what a model lacks by its manifest', () => {
  const file = { name: 'x', bytes: 1, sha256: '0'.repeat(64) };
  expect(unmetNeeds(manifest, 'f32')).toEqual(['shadow', 'background']);
  expect(unmetNeeds({ ...manifest, background: file }, 'f32')).toEqual(['shadow']);
  const shadowed = { ...manifest, variants: { f32: { ...manifest.variants.f32!, shadow: file } } };
  expect(unmetNeeds(shadowed, 'f32')).toEqual(['background']);
  expect(unmetNeeds(shadowed, 'u8')).toEqual(['shadow', 'background']);
  expect(unmetNeeds({ ...shadowed, attention: 'causal' }, 'f32')).toEqual(['background', 'both-sides', 'guidance']);
  expect(unmetNeeds({ ...shadowed, attention: 'bidirectional' }, 'f32')).toEqual(['background']);
});
