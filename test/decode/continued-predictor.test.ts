import { describe, expect, it, test } from 'vitest';
import { continuedPredictor } from '../../src/decode/continued-predictor.ts';
import { decode } from '../../src/decode/decode.ts';
import { createHead } from '../../src/decode/head.ts';
import { strategies } from '../../src/decode/strategies/registry.ts';
import type { DecodeRequest, MaskPredictor, StepRecord } from '../../src/decode/types.ts';
import { parseTrace, traceToJson } from '../../src/trace/json.ts';
import { createRecorder } from '../../src/trace/recorder.ts';
import { headerOf, requestOf, sampling, VOCABULARY } from '../trace/fixture.ts';

/** A network that knows nothing but its input, with a head that remembers; `passes` counts what it was asked. */
function network() {
  const head = createHead(
    VOCABULARY,
    Float64Array.from({ length: VOCABULARY }, (_, id) => (id + 1) / VOCABULARY),
  );
  const asked = { passes: 0 };
  const predict: MaskPredictor = async (canvas, question) => {
    asked.passes += 1;
    const rows = (positions: ArrayLike<number>, salt: number) => {
      const logits = new Float32Array(positions.length * VOCABULARY);
      const context = canvas.tokens.reduce((hash, token) => Math.imul(hash ^ token, 0x01000193), salt);
      for (let i = 0; i < logits.length; i++) {
        const row = positions[Math.floor(i / VOCABULARY)]!;
        // What the canvas holds shifts the logits a little, so that distributions move but do not jump.
        const own = Math.imul((row * VOCABULARY + (i % VOCABULARY)) ^ salt, 0x9e3779b1) >>> 27;
        const moved = Math.imul(context ^ i, 0x85ebca6b) >>> 29;
        logits[i] = own / 4 + moved / 16;
      }
      return logits;
    };
    const { start, end } = question.shadow ?? { start: 0, end: 0 };
    const shadowed = Array.from({ length: end - start }, (_, i) => start + i);
    const guided = (question.sampling.guidance ?? 0) > 0 && { unconditional: rows(question.positions, 7) };
    return head({ logits: rows(question.positions, 3), shadow: rows(shadowed, 5), ...guided }, canvas, question);
  };
  return { predict, asked };
}

async function run(predict: MaskPredictor, request: DecodeRequest): Promise<{ steps: StepRecord[]; end: string }> {
  const steps: StepRecord[] = [];
  const generator = decode(predict, request);
  for (;;) {
    const next = await generator.next();
    if (next.done) return { steps, end: next.value };
    steps.push(next.value);
  }
}

/** Options under which a small canvas sees more than one way through each strategy. */
const options: Readonly<Record<string, DecodeRequest['options']>> = {
  daedal: { initialLength: 2, expansion: 2, eosId: 2, eosChecked: 2, lowThreshold: 0.3 },
  'klass-llada': { confThreshold: 0.2, klThreshold: 0.3 },
  'klass-dream': { confThreshold: 0.2, klThreshold: 0.3 },
};

function requestFor(strategy: string): DecodeRequest {
  return requestOf(12, 12, {
    strategy,
    ...(options[strategy] && { options: options[strategy] }),
    blockLength: 6,
    schedule: 'llada',
    seed: '3',
    sampling: { ...sampling, temperature: 0.4, topP: 0.9, suppressMask: true },
  });
}

describe('a decode that goes on from any of its steps is the decode that never stopped', () => {
  test.each(strategies.map(({ id }) => id))('%s', async (strategy) => {
    const request = requestFor(strategy);
    const whole = await run(network().predict, request);
    expect(whole.steps.length).toBeGreaterThan(1);
    // As it is after the browser has kept it.
    const recorder = createRecorder(headerOf(request));
    for (const step of whole.steps) recorder.add(step, 1);
    const kept = parseTrace(traceToJson(recorder.finish('stopped', (id) => `t${id}`)));
    for (const made of new Set([0, 1, 2, whole.steps.length >> 1, whole.steps.length - 1, whole.steps.length])) {
      const { predict } = network();
      const continued = await run(continuedPredictor(kept.steps.slice(0, made), kept.request, predict), kept.request);
      expect(continued, `from step ${made}`).toEqual(whole);
    }
  });
});

describe('what the network is asked again', () => {
  const passesAfter = async (strategy: string, made: number): Promise<{ again: number; fresh: number }> => {
    const request = requestFor(strategy);
    const { steps } = await run(network().predict, request);
    const { predict, asked } = network();
    await run(continuedPredictor(steps.slice(0, made), request, predict), request);
    return { again: asked.passes - (steps.length - made), fresh: steps.length - made };
  };

  it('is nothing where it remembers nothing', async () => {
    expect(await passesAfter('entropy', 5)).toEqual({ again: 0, fresh: 7 });
  });

  it('is the last pass for divergences', async () => {
    expect((await passesAfter('klass-llada', 3)).again).toBe(1);
  });

  it('is the block so far for credit, and nothing where a block begins', async () => {
    const { steps } = await run(network().predict, requestFor('credit'));
    const second = steps.findIndex(({ block }) => block === 1);
    expect(second).toBeGreaterThan(2);
    expect((await passesAfter('credit', second - 1)).again).toBe(second - 1);
    expect((await passesAfter('credit', second)).again).toBe(0);
  });
});

it('a step that another decode made is refused', async () => {
  const request = requestFor('entropy');
  const { steps } = await run(network().predict, request);
  const [first, ...others] = steps;
  const changed = { ...first!, unmask: [{ position: first!.unmask[0]!.position, tokenId: 9 }] };
  for (const made of [0, 3]) {
    const wrong = continuedPredictor([changed, ...others.slice(0, made)], request, network().predict);
    await expect(run(wrong, request)).rejects.toMatchObject({
      code: 'bad-trace',
      message: 'The decode cannot go on: step 1 was recorded with another canvas.',
    });
  }
});
