import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/decode.ts';
import { createHead } from '../../src/decode/head.ts';
import { strategies } from '../../src/decode/strategies/registry.ts';
import type { DecodeRequest, MaskPredictor } from '../../src/decode/types.ts';
import { canvasAt } from '../../src/trace/canvas-at.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import { parseTrace, traceToJson } from '../../src/trace/json.ts';
import { createRecorder } from '../../src/trace/recorder.ts';
import { replayPredictor } from '../../src/trace/replay.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';
import { headerOf, requestOf, sampling, VOCABULARY } from './fixture.ts';

/** Logits in quarters, so that ties are common, from a hash of the canvas and the row. */
function stubPredictor(salt: number): MaskPredictor {
  const head = createHead(VOCABULARY, new Float64Array(VOCABULARY).fill(1 / VOCABULARY));
  return async (canvas, request) => {
    const { start, end } = request.shadow ?? { start: 0, end: 0 };
    const shadow = (end - start) * VOCABULARY;
    const logits = new Float32Array(shadow + request.positions.length * VOCABULARY);
    let state = canvas.tokens.reduce((hash, token) => Math.imul(hash ^ token, 0x01000193), salt | 1);
    for (let i = 0; i < logits.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      logits[i] = (state >>> 27) / 4;
    }
    return head({ logits: logits.subarray(shadow), shadow: logits.subarray(0, shadow) }, canvas, request);
  };
}

async function record(predict: MaskPredictor, request: DecodeRequest): Promise<DecodeTrace> {
  const recorder = createRecorder(headerOf(request));
  for await (const step of decode(predict, request)) recorder.add(step, step.step / 3);
  return recorder.finish('complete', (id) => `t${id}`);
}

/** So that even a short canvas has room to grow. */
const growth = (strategy: string): Pick<DecodeRequest, 'options'> =>
  strategy === 'daedal'
    ? { options: { initialLength: 1, expansion: 2, eosId: 2, eosChecked: 2, lowThreshold: 0.3 } }
    : {};

const request = fc
  .record({ blockLength: fc.integer({ min: 1, max: 5 }), blocks: fc.integer({ min: 1, max: 3 }) })
  .chain(({ blockLength, blocks }) =>
    fc.record({
      canvasLength: fc.constant(blockLength * blocks),
      blockLength: fc.constant(blockLength),
      steps: fc.integer({ min: 1, max: 2 * blockLength }).map((steps) => steps * blocks),
      strategy: fc.constantFrom(...strategies.map(({ id }) => id)),
      schedule: fc.constantFrom('dream' as const, 'llada' as const),
      skipEmptySteps: fc.boolean(),
      algTemp: fc.constantFrom(0, 0.5),
      candidates: fc.integer({ min: 1, max: VOCABULARY }),
      seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
      sampling: fc.record({
        temperature: fc.constantFrom(0, 0.3, 1.2),
        topP: fc.constantFrom(null, 0.9),
        topK: fc.constantFrom(null, 3),
        order: fc.constantFrom('temperature-first' as const, 'filter-first' as const),
        suppressMask: fc.boolean(),
        precision: fc.constantFrom('float32' as const, 'float64' as const),
      }),
    }),
  )
  .map((change) => requestOf(change.canvasLength, change.steps, { ...change, ...growth(change.strategy) }));

describe('any decode', () => {
  it('replays to itself and survives its file', async () => {
    await fc.assert(
      fc.asyncProperty(request, fc.integer(), async (asked, salt) => {
        const trace = await record(stubPredictor(salt), asked);
        const opened = parseTrace(traceToJson(trace));
        expect(opened).toEqual(trace);
        const replayed = await record(replayPredictor(opened), opened.request);
        expect(replayed).toEqual(trace);
        expect(compareTraces(trace, replayed).identical).toBe(true);
        expect(trace.final).toEqual(canvasAt(trace, trace.steps.length));
      }),
      { numRuns: 200 },
    );
  });
});

describe('replayPredictor', () => {
  const asked = requestOf(4, 4);
  const recorded = record(stubPredictor(1), asked);

  it.each<[string, Partial<DecodeRequest>]>([
    ['prompt', { prompt: Int32Array.of(1, 8) }],
    ['mask id', { maskId: 5 }],
    ['choice of positions', { blockLength: 2 }],
    ['number of candidates', { candidates: 3 }],
    ['sampling', { sampling: { ...sampling, topK: 2 } }],
    ['canvas', { strategy: 'left-to-right', schedule: 'llada' }],
  ])('was asked with another %s', async (what, change) => {
    const predict = replayPredictor(await recorded);
    await expect(record(predict, { ...asked, ...change })).rejects.toThrow(`another ${what}`);
  });

  it('was asked for more than there is', async () => {
    const trace = await recorded;
    const predict = replayPredictor({ ...trace, steps: trace.steps.slice(0, 2) });
    await expect(record(predict, asked)).rejects.toThrow('the trace has only 2 steps');
  });
});
