/** The engine in a real browser: both providers decode as Node does, stop when told, and say why they were chosen. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { openNodeModel } from '../../src/cli/node-engine.ts';
import { decode } from '../../src/decode/decode.ts';
import type { DecodeRequest, StepRecord } from '../../src/decode/types.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';
import { greedyRequest } from '../decode/greedy-request.ts';
import { call, openPage, origin } from './engine-page.ts';

const modelUrl = `${origin}models/pocket/`;
const manifest = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
const tokenizer = createTokenizer(JSON.parse(readFileSync('models/pocket/tokenizer.json', 'utf8')), manifest);
const prompt = [...tokenizer.encodePrompt('Write a function that returns the sum of a list of numbers.')];
const request: DecodeRequest = greedyRequest(Int32Array.from(prompt), manifest.tokens.mask, 10);
const plainRequest = (change: Partial<DecodeRequest> = {}) => ({ ...request, ...change, prompt });

const load = (page: Page, provider: 'auto' | 'wasm' | 'webgpu', quantisation: 'auto' | 'f32' = 'f32') =>
  call(page, 'load', { place: { kind: 'url', url: modelUrl }, provider, quantisation });

const traceOf = (asked: DecodeRequest, steps: readonly StepRecord[]) =>
  ({ request: asked, steps, final: new Int32Array(asked.canvasLength) }) as unknown as DecodeTrace;
const blocks = (canvasLength: number, blockLength: number) => ({ canvasLength, blockLength, steps: canvasLength });
const sampled = { ...request.sampling, temperature: 0.8, topP: 0.95 };

const decodes: Record<'wasm' | 'webgpu', readonly [string, Partial<DecodeRequest>][]> = {
  wasm: [
    ['temperature 0', blocks(64, 64)],
    ['wino', { ...blocks(32, 16), strategy: 'wino', schedule: 'llada' }],
    ['pc-sampler', { ...blocks(16, 16), strategy: 'pc-sampler', schedule: 'llada' }],
    ['a seed at temperature 0.8', { ...blocks(32, 32), sampling: sampled, algTemp: 0.4 }],
    [
      'a seed with a strategy that revises',
      { ...blocks(32, 32), sampling: sampled, strategy: 'remdm-conf', schedule: 'llada' },
    ],
  ],
  // By the head on the GPU, but for wino and guidance.
  webgpu: [
    ['temperature 0', blocks(6, 6)],
    ['wino', { ...blocks(6, 6), strategy: 'wino', schedule: 'llada' }],
    ['pc-sampler', { ...blocks(4, 4), strategy: 'pc-sampler', schedule: 'llada' }],
    ['a seed at temperature 0.8', { ...blocks(6, 6), sampling: sampled, algTemp: 0.4 }],
    ['guidance', { ...blocks(2, 2), sampling: { ...request.sampling, guidance: 1 } }],
  ],
};

for (const provider of ['wasm', 'webgpu'] as const) {
  test.describe(`on ${provider} in f32`, () => {
    // One page for all of them: a model is loaded, and shaders are compiled, once.
    let page: Page;
    let node: Awaited<ReturnType<typeof openNodeModel>>;

    test.beforeAll(async ({ browser }) => {
      node = await openNodeModel('models/pocket', 'f32', 1);
      page = await openPage(await browser.newContext());
      expect((await load(page, provider)).value?.model.provider).toBe(provider);
    });
    test.afterAll(async () => {
      await page.context().close();
      await node.close();
    });

    for (const [name, change] of decodes[provider]) {
      test(`${name}: the page and Node commit the same tokens at the same steps`, async () => {
        const asked: DecodeRequest = { ...request, ...change };
        const reference: StepRecord[] = [];
        for await (const record of decode(node.predict, asked)) reference.push(record);

        const { value: run } = await call(page, 'decode', plainRequest(change));
        expect(run!.end).toBe('complete');
        expect(run!.steps).toHaveLength(reference.length);
        expect(reference.flatMap(({ unmask }) => unmask).length).toBeGreaterThanOrEqual(asked.canvasLength);
        const onGpu = provider === 'webgpu' && !asked.sampling.guidance && asked.strategy !== 'wino';
        for (const [i, { stats }] of run!.steps.entries()) {
          const logits = stats.positions.length * manifest.architecture.vocabularySize * 4;
          if (onGpu) expect(run!.bytes[i]).toBeLessThan(stats.positions.length * 100);
          else expect(run!.bytes[i]).toBeGreaterThanOrEqual(logits);
        }
        const { differences } = compareTraces(traceOf(asked, reference), traceOf(asked, run!.steps));
        // A tie is no failure, but it must be said; what follows from one is not compared.
        test.info().annotations.push({ type: 'differences', description: JSON.stringify(differences) });
        expect(differences.filter(({ sameCanvas, tie }) => sameCanvas && !tie)).toEqual([]);
      });
    }

    test('stops within one step, and runs again', async () => {
      const long = plainRequest(blocks(96, 96));
      const stopped = await call(page, 'decode', long, provider === 'wasm' ? 4 : 1);
      expect(stopped.value!.end).toBe('stopped');
      expect(stopped.value!.stepsAfterAbort).toBeLessThanOrEqual(1);
      expect((await call(page, 'decode', plainRequest(blocks(2, 2)))).value!.end).toBe('complete');
    });

    test('refuses a prompt that does not fit, and goes on', async () => {
      const long = plainRequest(blocks(250, 250));
      expect((await call(page, 'decode', long)).error).toMatchObject({ code: 'prompt-too-long' });
      expect((await call(page, 'decode', plainRequest(blocks(2, 2)))).value!.end).toBe('complete');
    });
  });
}

test.describe('provider', () => {
  test('auto takes u8 on WASM where the adapter is software, and says why', async ({ context }) => {
    const { value } = await load(await openPage(context), 'auto', 'auto');
    expect(value!.model).toMatchObject({ provider: 'wasm', quantisation: 'u8' });
    expect(value!.model.reason).toContain('software');
    expect(value!.model.detail).toMatch(/^\d+ threads?$/);
    expect(value!.model.tokenizer).toHaveProperty('model.vocab');
  });

  test('without WebGPU, auto runs and WebGPU by name is an error that says what to do', async ({
    playwright,
    launchOptions,
  }) => {
    const browser = await playwright.chromium.launch({
      ...launchOptions,
      args: ['--no-sandbox', '--disable-gpu', '--disable-features=WebGPU', '--disable-blink-features=WebGPU'],
    });
    const page = await openPage(await browser.newContext());
    const named = await load(page, 'webgpu');
    expect(named.error).toMatchObject({ code: 'no-webgpu', remedy: 'Choose WASM or automatic.' });
    const automatic = await load(page, 'auto');
    expect(automatic.value?.model.provider).toBe('wasm');
    await browser.close();
  });
});
