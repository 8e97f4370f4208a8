/** Which parts compute in f16, on a machine whose GPU says that it can and cannot: the only one a test has. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { convert } from '../../src/convert/convert.ts';
import type { LoadRequest } from '../../src/engine/engine.ts';
import { synthesise } from '../../src/synth/synth.ts';
import { greedyRequest } from '../decode/greedy-request.ts';
import type {} from './pages/engine.ts';
import type {} from './pages/storage.ts';

const origin = `http://localhost:${Number(process.env['E2E_PORT'] ?? 4173) + 1}/`;
const folder = mkdtempSync(join(tmpdir(), 'diffuscope-half-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.beforeAll(async () => {
  const checkpoint = join(folder, 'checkpoint');
  const small = { layers: 2, hidden: 128, vocabulary: 640, threads: 0 };
  await synthesise({ like: 'open-dcoder-0.5b', out: checkpoint, seed: '1', ...small });
  await convert({ checkpoint, out: join(folder, 'model'), variants: ['q4'], layout: 'split', partBytes: 1 });
});

test('a GPU that refuses f16 runs all in f32; what was found is remembered, and goes with the model', async ({
  context,
}) => {
  await context.route(`${origin}half-model/**`, (route) =>
    route.fulfill({ path: join(folder, 'model', new URL(route.request().url()).pathname.split('/').at(-1)!) }),
  );
  const tab = await context.newPage();
  await tab.goto(`${origin}test/e2e/pages/storage.html`);
  await tab.waitForFunction(() => 'storagePage' in window);
  const { value: id } = await tab.evaluate((url) => window.storagePage.download(url, 'q4'), `${origin}half-model/`);

  const page = await context.newPage();
  await page.goto(`${origin}test/e2e/pages/engine.html`);
  await page.waitForFunction(() => 'testPage' in window);
  await page.evaluate(() => window.testPage.useWorker('boasting'));
  const load = async (provider: LoadRequest['provider']) => {
    const request: LoadRequest = { place: { kind: 'disk', id: id! }, provider, quantisation: 'q4' };
    const { value, error } = await page.evaluate((asked) => window.testPage.load(asked), request);
    expect(error).toBeUndefined();
    const loaded = value!.progress.map(({ loadedBytes }) => loadedBytes);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(value!.progress.at(-1)!.totalBytes).toBe(loaded.at(-1));
    return value!.model.detail;
  };
  const notes = (text?: string) =>
    tab.evaluate(([model, written]) => window.storagePage.notes(model, 'q4', written), [id!, text] as const);

  expect(await load('webgpu')).toMatch(/ · f16 in 0 of 2 groups$/);
  // What was refused is no fault of the device: it goes on.
  const run = await page.evaluate((asked) => window.testPage.decode(asked), greedyRequest([5, 6, 7, 8], 0, 1));
  expect(run.value?.end).toBe('complete');
  const found = await notes();
  expect(JSON.parse(found)).toMatchObject({ parts: [], machine: expect.stringContaining('Chrom') });

  // A software adapter is not warmed up, so that this is believed.
  await notes(found.replace('[]', '["layers-1-1"]'));
  expect(await load('webgpu')).toMatch(/ · f16 in 1 of 2 groups$/);
  expect(await load('webgpu-f32')).not.toContain('f16');

  await page.evaluate(() => window.testPage.dispose());
  const remove = () => tab.evaluate((model) => window.storagePage.remove(model), id!);
  await expect.poll(async () => (await remove()).error).toBeUndefined();
  await expect(notes()).rejects.toThrow('NotFoundError');
});
