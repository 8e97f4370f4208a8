/** What the measure must say of decodes whose order is known. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../src/decode/decode.ts';
import { createHead } from '../../src/decode/head.ts';
import type { DecodeRequest, MaskPredictor } from '../../src/decode/types.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { createRecorder } from '../../src/trace/recorder.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';
import { headerOf, requestOf } from '../trace/fixture.ts';

const V = 12;

/** Logits that depend on the canvas and the row; coarse, so that ties occur. */
function stubPredictor(salt: number, maskId: number): MaskPredictor {
  const head = createHead(V);
  return async (canvas, request) => {
    let state = canvas.tokens.reduce((hash, token) => Math.imul(hash ^ token, 0x01000193), salt | 1);
    const logits = Float32Array.from({ length: request.positions.length * V }, (_, i) => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return i % V === maskId ? -9 : (state >>> 27) / 4;
    });
    return head({ logits }, canvas, request);
  };
}

async function record(request: DecodeRequest, salt: number): Promise<DecodeTrace> {
  const recorder = createRecorder(headerOf(request));
  for await (const step of decode(stubPredictor(salt, request.maskId), request)) recorder.add(step, 1);
  return recorder.finish('complete', String);
}

const settings = fc.record({
  blocks: fc.integer({ min: 1, max: 4 }),
  blockLength: fc.integer({ min: 1, max: 12 }),
  temperature: fc.constantFrom(0, 0.7),
  seed: fc.nat(1000).map(String),
  salt: fc.integer(),
});

test('one token a step from left to right is 1 for every k under the default convention', async () => {
  await fc.assert(
    fc.asyncProperty(settings, async ({ blocks, blockLength, temperature, seed, salt }) => {
      const length = blocks * blockLength;
      const plain = requestOf(length, length, { strategy: 'left-to-right', schedule: 'llada', blockLength, seed });
      const request = { ...plain, sampling: { ...plain.sampling, temperature, suppressMask: true } };
      const { commits, local, global } = arNess(await record(request, salt), defaultConvention);
      expect(commits).toBe(length);
      for (const { value } of global) expect(value).toBe(1);
      // T − k is no denominator where k ≥ T.
      for (const [i, { value }] of local.entries()) expect(value).toBe(i + 1 < length ? 1 : null);
    }),
  );
});

test('blocks of one token are left to right, whatever the strategy', async () => {
  const strategies = fc.constantFrom('entropy', 'low-confidence', 'random', 'threshold', 'topk-margin');
  await fc.assert(
    fc.asyncProperty(settings, strategies, async ({ blocks, seed, salt }, strategy) => {
      const plain = requestOf(blocks, blocks, { strategy, schedule: 'llada', blockLength: 1, seed });
      const request = { ...plain, sampling: { ...plain.sampling, suppressMask: true } };
      const { global } = arNess(await record(request, salt), defaultConvention);
      for (const { value } of global) expect(value).toBe(1);
    }),
    { numRuns: 50 },
  );
});
