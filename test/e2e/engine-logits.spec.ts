/** The embedded model's graphs in a real browser: every logit as the plain forward pass and onnxruntime-node have it; and GPUs that are wrong. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { parseManifest, type Quantisation } from '../../src/model/manifest.ts';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import type { Forward } from '../engine/network/function-network.ts';
import { float32Weights } from '../oracle/checkpoint-weights.ts';
import { plainForward } from '../oracle/plain-forward.ts';
import { plainShadow } from '../oracle/plain-shadow.ts';
import { call, openPage, origin } from './engine-page.ts';

const modelUrl = `${origin}models/pocket/`;
const manifest = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const tokenizer = createTokenizer(JSON.parse(readFileSync('models/pocket/tokenizer.json', 'utf8')), manifest);
const prompt = [...tokenizer.encodePrompt('Write a function that returns the sum of a list of numbers.')];

async function nodeForward(quantisation: Quantisation = 'f32'): Promise<Forward> {
  const session = await InferenceSession.create(`models/pocket/${quantisation}.onnx`);
  return async (inputIds, rows) => {
    const { logits } = await session.run({
      input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
      rows: new Tensor('int32', rows, [rows.length]),
    });
    return logits!.data as Float32Array;
  };
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from({ length: a.length }, (_, i) => Math.abs(a[i]! - b[i]!)));

// 40 ids: more than 32 query rows, so that FlashAttention's long path runs too.
const inputIds = [...prompt, ...Array.from({ length: 26 }, (_, i) => (i % 3 === 0 ? 500 + 31 * i : 3))];
const rows = Array.from({ length: 26 }, (_, i) => prompt.length + i);
let oracle: number[];
let node: Float32Array;

// 30 + 24 tokens and a shadow of 16: more than 32 query rows again.
const tokens = Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? 500 + 31 * i : 3));
const positions = tokens.flatMap((token, position) => (token === 3 ? [position] : []));
const question = { prompt, tokens, positions, block: { start: 4, end: 20 } };
const split = positions.length * manifest.architecture.vocabularySize;
let shadowOracle: number[];

test.beforeAll(async () => {
  const config = JSON.parse(readFileSync('models/pocket/checkpoint/config.json', 'utf8'));
  const weights = float32Weights('models/pocket/checkpoint/model.safetensors');
  oracle = plainForward(config, weights, inputIds, rows).flatMap((row) => [...row]);
  node = await (await nodeForward())(Int32Array.from(inputIds), Int32Array.from(rows));
  expect(largestDifference(node, oracle)).toBeLessThan(1e-4);
  const beside = plainShadow(prompt, tokens, [4, 20], { mask: 3, logitShift: 1 });
  shadowOracle = plainForward(config, weights, beside.ids, beside.rows, beside.sight).flatMap((row) => [...row]);
});

for (const [provider, suffix] of [
  ['wasm', ''],
  ['webgpu', '.jspi'],
  ['webgpu', '.asyncify'],
] as const) {
  test(`on ${provider}${suffix} every f32 logit is as in the plain pass and in Node, and so beside a shadow and in it`, async ({
    context,
  }) => {
    const page = await openPage(context);
    const asked: string[] = [];
    page.on('request', (each) => asked.push(each.url()));
    // A browser without JSPI, as far as the engine can tell.
    if (suffix === '.asyncify') await page.evaluate(() => Reflect.deleteProperty(WebAssembly, 'Suspending'));
    // Cores enough for threads, on any machine.
    await page.evaluate(() => Object.defineProperty(navigator, 'hardwareConcurrency', { value: 3 }));
    const threads: string[] = [];
    page.on('worker', (worker) => threads.push(worker.url()));
    const logits = await call(page, 'logits', modelUrl, provider, 'f32', inputIds, rows);
    expect(threads).toEqual(provider === 'wasm' ? [`${origin}ort/ort-wasm-simd-threaded.mjs`] : []);
    expect(asked.filter((url) => url.endsWith('.wasm'))).toEqual([`${origin}ort/ort-wasm-simd-threaded${suffix}.wasm`]);
    expect(logits).toHaveLength(rows.length * manifest.architecture.vocabularySize);
    expect(largestDifference(logits, oracle)).toBeLessThan(1e-4);
    expect(largestDifference(logits, node)).toBeLessThan(1e-4);

    const { alone, shadowed } = await call(page, 'shadowLogits', modelUrl, provider, 'f32', question);
    expect(largestDifference(alone, shadowed.slice(0, split))).toBeLessThan(1e-4);
    expect(shadowed.length - split).toBe(shadowOracle.length);
    expect(largestDifference(shadowOracle, shadowed.slice(split))).toBeLessThan(1e-4);
  });
}

test('in q4 on webgpu every logit is within 1e-3 of what Node makes of the same graph, and so beside a shadow', async ({
  context,
}) => {
  const page = await openPage(context);
  const reference = await (await nodeForward('q4'))(Int32Array.from(inputIds), Int32Array.from(rows));
  const logits = await call(page, 'logits', modelUrl, 'webgpu', 'q4', inputIds, rows);
  expect(logits).toHaveLength(reference.length);
  expect(largestDifference(logits, reference)).toBeLessThan(1e-3);

  const { alone, shadowed } = await call(page, 'shadowLogits', modelUrl, 'webgpu', 'q4', question);
  expect(largestDifference(alone, shadowed.slice(0, split))).toBeLessThan(1e-3);
});

test('in u8 on wasm a shadow changes the main rows no more than u8 does', async ({ context }) => {
  const page = await openPage(context);
  const { alone, shadowed } = await call(page, 'shadowLogits', modelUrl, 'wasm', 'u8', question);
  // u8 rounds the activations of all tokens by one scale, the shadow's among them.
  const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
  const error = Math.sqrt(square(alone.map((logit, i) => logit - shadowed[i]!)) / square(alone));
  test.info().annotations.push({ type: 'u8, relative error of main rows', description: String(error) });
  expect(error).toBeLessThan(0.05);
});

// Chromium's compiler for Vulkan says 1, 2, 3, 4 where a device is not had of `openDevice`.
test('variables on the GPU are fresh in each round of a loop', async ({ context }) => {
  expect(await call(await openPage(context), 'freshVariables')).toEqual([1, 1, 1, 1]);
});

test('a GPU is tried by an answer that is known, and refused if it computes wrong', async ({ context }) => {
  const page = await openPage(context);
  expect(await call(page, 'deviation')).toBeLessThan(1e-5);
  await call(page, 'useWorker', 'gpu-wrong');
  const place = { kind: 'url', url: modelUrl } as const;
  const { error } = await call(page, 'load', { place, provider: 'webgpu', quantisation: 'f32' });
  expect(error).toMatchObject({ code: 'no-webgpu' });
  expect(error?.message).toMatch(/computes wrong logits, off by \d+(\.\d+)? %/);
});
