/** What can go wrong with the engine in a real browser, and with the files of a model; on a model of two small layers. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { convert } from '../../src/convert/convert.ts';
import { writeTinyFamily } from '../convert/family-fixture.ts';
import { greedyRequest } from '../decode/greedy-request.ts';
import { call, openPage, origin, serveFolder } from './engine-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'diffuscope-faults-'));
const model = join(folder, 'model');
const modelUrl = `${origin}small-model/`;
const request = greedyRequest([5, 6, 7, 8], 3, 10);

const test = base.extend({
  page: async ({ context }, use) => {
    await serveFolder(context, modelUrl, model);
    await use(await openPage(context));
  },
});

test.beforeAll(async () => {
  const checkpoint = join(folder, 'checkpoint');
  mkdirSync(checkpoint);
  writeTinyFamily('dream', checkpoint);
  await convert({ checkpoint, out: model, variants: ['f32'] });
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (page: Page, provider: 'wasm' | 'webgpu' = 'wasm') =>
  call(page, 'load', { place: { kind: 'url', url: modelUrl }, provider, quantisation: 'f32' });

test.describe('what ends a decode', () => {
  test('a lost device is said at once, and a new load heals it', async ({ page }) => {
    await call(page, 'useWorker', 'device-lost');
    expect((await load(page, 'webgpu')).error).toBeUndefined();
    for (const _ of ['during the run', 'after it']) {
      const { error } = await call(page, 'decode', request);
      expect(error).toMatchObject({ code: 'device-lost', remedy: 'Load the model again, or choose WASM.' });
    }
    expect((await load(page, 'wasm')).value?.model.provider).toBe('wasm');
    expect((await call(page, 'decode', request)).value!.end).toBe('complete');
  });

  for (const [name, worker, error] of [
    [
      'an operation that the GPU refuses fails the run instead of making up numbers',
      'operation-refused',
      { code: 'bad-graph', message: expect.stringContaining('The GPU refuses an operation') },
    ],
    [
      'a GPU whose memory is full says so, with what may help',
      'memory-full',
      { code: 'out-of-memory', remedy: expect.stringContaining('a shorter canvas') },
    ],
  ] as const) {
    test(name, async ({ page }) => {
      await call(page, 'useWorker', worker);
      await load(page, 'webgpu');
      expect((await call(page, 'decode', request)).error).toMatchObject(error);
    });
  }

  test('a worker that dies is said, and a new load heals it', async ({ page }) => {
    await call(page, 'useWorker', 'dying');
    await load(page);
    const { error } = await call(page, 'decode', request);
    expect(error).toMatchObject({ code: 'worker-died', remedy: 'Load the model again.' });
    expect(error!.message).toContain('out of luck');
    await call(page, 'useWorker', 'real');
    await load(page);
    expect((await call(page, 'decode', request)).value!.end).toBe('complete');
  });

  test('a worker whose script is not there is a worker that died', async ({ context, page }) => {
    await context.route('**/assets/worker-*.js', (route) => route.fulfill({ status: 404 }));
    expect((await load(page)).error).toMatchObject({ code: 'worker-died' });
  });
});

test.describe('model files', () => {
  test('are fetched once, verified, and then come from the cache', async ({ context, page }) => {
    const asked: string[] = [];
    context.on('request', (each) => asked.push(each.url().replace(modelUrl, '')));
    const first = await load(page);
    expect(first.value!.model).toMatchObject({ fromCache: false, cacheProblem: null });
    const total = first.value!.progress.at(-1)!;
    expect(total.loadedBytes).toBe(total.totalBytes);
    expect(total.phase).toBe('warm-up');
    const bytes = first.value!.progress.map((each) => each.loadedBytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));

    const second = await load(page);
    expect(second.value!.model.fromCache).toBe(true);
    expect(asked.filter((name) => name === 'f32.data')).toHaveLength(1);
    expect((await call(page, 'decode', request)).value!.end).toBe('complete');
  });

  for (const [name, harm, words] of [
    ['one bit wrong', (weights: Buffer) => weights.fill(weights[10_000]! ^ 1, 10_000, 10_001), 'SHA-256'],
    ['truncated', (weights: Buffer) => weights.subarray(0, 10_000), 'it has 10000 bytes'],
  ] as const) {
    test(`${name}: refused, not kept, and fetched anew at the next load`, async ({ context, page }) => {
      const body = harm(readFileSync(join(model, 'f32.data')));
      await context.route('**/f32.data', (route) => route.fulfill({ body }));
      const { error } = await load(page);
      expect(error).toMatchObject({ code: 'bad-model-file', message: expect.stringContaining(words) });
      await context.unroute('**/f32.data');
      expect((await load(page)).value!.model.fromCache).toBe(false);
    });
  }

  test('damaged in the cache: fetched again', async ({ page }) => {
    await load(page);
    await page.evaluate(async () => {
      const cache = await caches.open('diffuscope-model-files');
      for (const key of await cache.keys()) await cache.put(key, new Response('damaged'));
    });
    expect((await load(page)).value!.model).toMatchObject({ fromCache: false, cacheProblem: null });
    expect((await load(page)).value!.model.fromCache).toBe(true);
  });

  test('missing, or cut off: said as what it is', async ({ context, page }) => {
    await context.route('**/f32.onnx', (route) => route.fulfill({ status: 404 }));
    expect((await load(page)).error).toMatchObject({ code: 'not-found' });
    await context.unroute('**/f32.onnx');
    await context.route('**/f32.data', (route) => route.abort('connectionreset'));
    expect((await load(page)).error).toMatchObject({ code: 'network' });
    await context.route('**/manifest.json', (route) => route.fulfill({ body: '{}' }));
    expect((await load(page)).error).toMatchObject({ code: 'bad-manifest' });
  });

  test('a graph that matches its hash and is none is refused by the runtime, typed', async ({ context, page }) => {
    const graph = Buffer.from('not a graph');
    const lying = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8'));
    Object.assign(lying.variants.f32.parts[0].graph, {
      bytes: graph.length,
      sha256: createHash('sha256').update(graph).digest('hex'),
    });
    await context.route('**/manifest.json', (route) => route.fulfill({ json: lying }));
    await context.route('**/f32.onnx', (route) => route.fulfill({ body: graph }));
    expect((await load(page)).error).toMatchObject({ code: 'bad-graph' });
  });
});
