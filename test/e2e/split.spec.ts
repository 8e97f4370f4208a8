/** Networks in parts, in a real browser: the same logits and the same decodes as whole ones, on every runtime. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { openNodeModel } from '../../src/cli/node-engine.ts';
import { convert } from '../../src/convert/convert.ts';
import { decode } from '../../src/decode/decode.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import type { DecodeRequest, StepRecord } from '../../src/decode/types.ts';
import type { ModelPlace } from '../../src/engine/engine.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';
import { type FamilyCheckpoint, TINY_FAMILIES, type TinyFamily, writeTinyFamily } from '../convert/family-fixture.ts';
import { largestDifference } from '../convert/fixture.ts';
import { call, openPage, origin, serveFolder } from './engine-page.ts';
import type {} from './pages/storage.ts';

const folder = mkdtempSync(join(tmpdir(), 'diffuscope-split-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Parts of one layer each. */
const split = { layout: 'split', partBytes: 1 } as const;
const urlOf = (name: string) => `${origin}split-models/${name}/`;

async function openServed(context: BrowserContext): Promise<Page> {
  await serveFolder(context, `${origin}split-models/`, folder);
  return openPage(context);
}

test.describe('logits of every family', () => {
  // Folded, two query heads beside each other: more than 32 query rows, so that FlashAttention's long path runs too.
  const ids = [7, 9, 12, 3, 3, 39, 0, 3, 21, 3, 14, 3, 25, 3, 3, 31, 8, 3, 17, 3];
  const rows = [0, 3, 4, 7, 9, 11, 13, 19];
  const families = new Map<TinyFamily, FamilyCheckpoint>();

  test.beforeAll(async () => {
    for (const family of TINY_FAMILIES) {
      const checkpoint = join(folder, `${family}-checkpoint`);
      mkdirSync(checkpoint);
      families.set(family, writeTinyFamily(family, checkpoint));
      const attention = family === 'causal-qwen2' ? ({ attention: 'causal' } as const) : {};
      for (const layout of [split, { layout: 'whole' } as const]) {
        const out = join(folder, `${family}-${layout.layout}`);
        await convert({ checkpoint, out, variants: ['f32'], ...layout, ...attention });
      }
    }
    const checkpoint = join(folder, 'dream-checkpoint');
    const keep8 = ['*.self_attn.*', 'lm_head.*'];
    await convert({ checkpoint, out: join(folder, 'dream-mixed'), variants: ['q4'], keep8, ...split });
  });

  for (const [provider, suffix, layouts] of [
    ['wasm', '', ['split', 'whole']],
    ['webgpu', '.jspi', ['split']],
    ['webgpu', '.asyncify', ['split']],
  ] as const) {
    test(`equal the plain pass on ${provider}${suffix}: ${layouts.join(' and ')}`, async ({ context }) => {
      const page = await openServed(context);
      if (suffix === '.asyncify') await page.evaluate(() => Reflect.deleteProperty(WebAssembly, 'Suspending'));
      for (const family of TINY_FAMILIES) {
        for (const layout of layouts) {
          const logits = await call(page, 'logits', urlOf(`${family}-${layout}`), provider, 'f32', ids, rows);
          const difference = largestDifference(families.get(family)!.expected(ids, rows), Float32Array.from(logits));
          expect(difference, `${family}, ${layout}`).toBeLessThan(1e-4);
        }
      }
    });
  }

  // Both hold the weights exactly.
  for (const provider of ['wasm', 'webgpu'] as const) {
    test(`equal the plain pass with weights of 4 and of 8 bits on ${provider}`, async ({ context }) => {
      const page = await openServed(context);
      const logits = await call(page, 'logits', urlOf('dream-mixed'), provider, 'q4', ids, rows);
      const expected = families.get('dream')!.expected(ids, rows);
      expect(largestDifference(expected, Float32Array.from(logits))).toBeLessThan(1e-4);
    });
  }
});

test.describe('the embedded model in parts', () => {
  const whole = parseManifest(readFileSync('models/pocket/manifest.json', 'utf8'));
  let request: DecodeRequest;

  test.beforeAll(async () => {
    const { chatTemplate } = whole;
    const out = join(folder, 'pocket');
    await convert({
      ...{ checkpoint: 'models/pocket/checkpoint', out, chatTemplate, variants: ['f32', 'q4'] },
      ...split,
    });
    const { tokenizer, close } = await openNodeModel('models/pocket', 'f32', 1);
    await close();
    request = {
      ...{ prompt: tokenizer.encodePrompt('Write a function that returns the sum of a list of numbers.') },
      ...{ maskId: whole.tokens.mask, canvasLength: 10, steps: 10, blockLength: 10 },
      ...{ strategy: 'entropy', schedule: 'dream', eps: 1e-3, skipEmptySteps: false, algTemp: 0 },
      ...{ sampling: { ...defaultSampling, suppressMask: true }, candidates: 4, seed: '7' },
    };
  });

  const served: ModelPlace = { kind: 'url', url: urlOf('pocket') };
  const load = (page: Page, provider: 'wasm' | 'webgpu', place: ModelPlace = served) =>
    call(page, 'load', { place, provider, quantisation: 'f32' });
  /** Brings the model to the browser's own disk. */
  async function stored(context: BrowserContext): Promise<ModelPlace> {
    const page = await context.newPage();
    await page.goto(`${origin}test/e2e/pages/storage.html`);
    await page.waitForFunction(() => 'storagePage' in window);
    const { value, error } = await page.evaluate((url) => window.storagePage.download(url, 'f32'), urlOf('pocket'));
    expect(error).toBeUndefined();
    await page.close();
    return { kind: 'disk', id: value! };
  }
  const plain = (change: Partial<DecodeRequest> = {}) => ({ ...request, ...change, prompt: [...request.prompt] });
  const sampled = { ...defaultSampling, suppressMask: true, temperature: 0.8, topP: 0.95 };

  const blocks = (length: number) => ({ canvasLength: length, steps: length, blockLength: length });
  const guided = { ...defaultSampling, suppressMask: true, guidance: 1 };

  const decodes: ['wasm' | 'webgpu', readonly Partial<DecodeRequest>[]][] = [
    ['wasm', [blocks(64), { ...blocks(32), sampling: sampled }]],
    // From the disk, where weights are streamed. The first two are answered by the head on the GPU, the last by the CPU's.
    ['webgpu', [blocks(6), { ...blocks(5), sampling: sampled }, { ...blocks(3), sampling: guided }]],
  ];
  for (const [provider, changes] of decodes) {
    test(`${provider} commits what the whole model does in Node, and stops when told`, async ({ context }) => {
      const model = await openNodeModel('models/pocket', 'f32', 1);
      const page = await openServed(context);
      const place = provider === 'webgpu' ? await stored(context) : served;
      expect((await load(page, provider, place)).value?.model).toMatchObject({ provider, fromCache: place !== served });
      for (const change of changes) {
        const asked: DecodeRequest = { ...request, ...change };
        const reference: StepRecord[] = [];
        for await (const record of decode(model.predict, asked)) reference.push(record);

        const { value: run } = await call(page, 'decode', plain(change));
        expect(run!.end).toBe('complete');
        expect(run!.steps).toHaveLength(reference.length);
        // Where the GPU answers, a few numbers for each row; else its logits, with guidance those of two passes.
        for (const [i, { stats }] of run!.steps.entries()) {
          const logits = stats.positions.length * whole.architecture.vocabularySize * 4;
          if (provider === 'wasm') expect(run!.bytes[i]).toBe(logits);
          else if (asked.sampling.guidance) expect(run!.bytes[i]).toBe(2 * logits);
          else expect(run!.bytes[i]).toBeLessThan(stats.positions.length * 100);
        }
        const traceOf = (steps: readonly StepRecord[]) =>
          ({ request: asked, steps, final: new Int32Array(asked.canvasLength) }) as unknown as DecodeTrace;
        const { differences } = compareTraces(traceOf(reference), traceOf(run!.steps));
        test.info().annotations.push({ type: 'differences', description: JSON.stringify(differences) });
        expect(differences.filter(({ sameCanvas, tie }) => sameCanvas && !tie)).toEqual([]);
      }
      const stopped = await call(page, 'decode', plain(), 1);
      expect(stopped.value!.end).toBe('stopped');
      expect(stopped.value!.stepsAfterAbort).toBeLessThanOrEqual(1);
      await model.close();
    });
  }

  test('progress goes up part by part, and a new load replaces one under way', async ({ context }) => {
    const page = await openServed(context);
    const [first, second] = await Promise.all([load(page, 'wasm'), load(page, 'wasm')]);
    expect(first.error).toMatchObject({ code: 'aborted', message: 'Another model was loaded.' });
    const progress = second.value!.progress;
    const bytes = progress.map(({ loadedBytes }) => loadedBytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(
      new Set(progress.filter(({ phase }) => phase === 'session').map(({ loadedBytes }) => loadedBytes)).size,
    ).toBeGreaterThan(4);
    expect(progress.at(-1)).toMatchObject({ phase: 'warm-up', loadedBytes: progress.at(-1)!.totalBytes });
  });

  test('a lost device is said at once, and a new load heals it', async ({ context }) => {
    const page = await openServed(context);
    await call(page, 'useWorker', 'device-lost');
    expect((await load(page, 'webgpu')).error).toBeUndefined();
    expect((await call(page, 'decode', plain())).error).toMatchObject({ code: 'device-lost' });
    expect((await load(page, 'wasm')).value?.model.provider).toBe('wasm');
    expect((await call(page, 'decode', plain())).value!.end).toBe('complete');
  });
});
