/** Models on the browser's own disk: several of them, several tabs, and models that are opened from there. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { greedyRequest } from '../decode/greedy-request.ts';
import {
  call,
  expectWhole,
  fileOf,
  filesOf,
  joined,
  MIB,
  manifest,
  OFTEN,
  openTab,
  origin,
  part,
  stored,
  test,
  weights,
  weightsFile,
  weightsServed,
} from './storage-page.ts';

test('two tabs at once: the second waits, then has it; what one uses, the other does not delete', async ({
  context,
  tab,
  server,
}) => {
  server.faultOf = ({ start }) => (start > 0 ? 'hold' : undefined);
  const first = call(tab, 'download', server.url);
  await expect.poll(async () => (await call(tab, 'progress')).at(-1)?.bytes, OFTEN).toBeGreaterThanOrEqual(8 * MIB);
  const other = await openTab(context);
  const waiting = () => expect.poll(async () => (await call(other, 'progress')).at(-1)?.phase, OFTEN).toBe('waiting');
  const impatient = call(other, 'download', server.url);
  await waiting();
  await call(other, 'stop');
  expect((await impatient).error).toMatchObject({ code: 'aborted' });
  const second = call(other, 'download', server.url);
  await waiting();
  const { id } = await stored(other);
  expect((await call(other, 'remove', id)).error).toMatchObject({
    code: 'storage',
    message: 'Fixture is being downloaded, here or in another tab.',
  });
  server.release();
  expect(await first).toEqual({ value: id });
  expect(await second).toEqual({ value: id });
  expect(joined(weightsServed(server))).toEqual([[0, weights.length]]);

  await expectWhole(tab);
  expect((await call(other, 'remove', id)).error).toMatchObject({
    code: 'storage',
    message: 'Fixture is in use, here or in another tab.',
  });
  await tab.close();
  await expect.poll(async () => (await call(other, 'remove', id)).error, OFTEN).toBeUndefined();
  expect(await call(other, 'list')).toEqual({ value: [] });
  expect(await call(other, 'contents')).toEqual([]);
});

test('two versions of a model share the files that are the same, until no one needs them', async ({ tab, server }) => {
  const { value: old } = await call(tab, 'download', server.url);
  const newGraph = Buffer.from('a better graph');
  server.files.set('f32.onnx', newGraph);
  const newPart = { ...part, graph: fileOf('f32.onnx', newGraph) };
  const newer = { ...manifest, variants: { f32: { ...manifest.variants.f32!, parts: [newPart] } } };
  server.files.set('manifest.json', Buffer.from(JSON.stringify(newer)));
  server.served.length = 0;
  await call(tab, 'download', server.url);
  expect(server.served.map(({ name }) => name)).toEqual(['manifest.json', 'f32.onnx']);
  expect((await call(tab, 'list')).value?.map(({ id }) => id)).toEqual([old, expect.not.stringMatching(old!)]);
  expect((await call(tab, 'remove', old!)).error).toBeUndefined();
  const contents = [weightsFile, newPart.graph, manifest.tokenizer].flatMap(({ sha256 }) => [
    sha256,
    `${sha256}.journal`,
  ]);
  expect(await call(tab, 'contents')).toEqual(contents.sort());
});

test('deletes one quantisation and leaves the other', async ({ tab, server }) => {
  const other = Buffer.from('another graph');
  const variant = {
    quantisation: 'u8' as const,
    parts: [{ ...part, graph: fileOf('u8.onnx', other) }],
    sha256: '1'.repeat(64),
  };
  const told = { ...manifest, variants: { ...manifest.variants, u8: variant } };
  server.files.set('manifest.json', Buffer.from(JSON.stringify(told))).set('u8.onnx', other);
  await call(tab, 'download', server.url, 'f32');
  await call(tab, 'download', server.url, 'u8');
  const { id, quantisations } = await stored(tab);
  expect(quantisations).toMatchObject([
    { quantisation: 'f32', complete: true },
    { quantisation: 'u8', complete: true },
  ]);
  expect((await call(tab, 'remove', id, 'u8')).error).toBeUndefined();
  expect(await call(tab, 'contents')).not.toContain(variant.parts[0]!.graph.sha256);
  await expectWhole(tab);
});

test('a manifest that lies about a file does not harm the model that has it', async ({ tab, server }) => {
  await call(tab, 'download', server.url);
  const lying = { ...part, data: [{ ...weightsFile, bytes: weights.length - 1 }] };
  const told = { ...manifest, variants: { f32: { ...manifest.variants.f32!, parts: [lying] } } };
  server.files.set('manifest.json', Buffer.from(JSON.stringify(told)));
  server.files.set('f32.data', weights.subarray(0, -1));
  expect((await call(tab, 'download', server.url)).error).toMatchObject({
    code: 'bad-model-file',
    message: `f32.data has ${weights.length} bytes, and the manifest says ${weights.length - 1}.`,
  });
  const [first, second] = (await call(tab, 'list')).value!;
  expect(second!.quantisations[0]!.complete).toBe(false);
  await call(tab, 'remove', second!.id);
  expect(first!.quantisations[0]!.complete).toBe(true);
  await expectWhole(tab);
});

test('takes a model from a local folder', async ({ tab }, info) => {
  const folder = info.outputPath('picked');
  await mkdir(join(folder, 'mine'), { recursive: true });
  for (const [name, content] of filesOf(manifest)) await writeFile(join(folder, 'mine', name), content);
  await tab.locator('#folder').setInputFiles(folder);
  expect((await call(tab, 'download', null)).error).toBeUndefined();
  await expectWhole(tab);
  expect(await stored(tab)).toMatchObject({ quantisations: [{ origin: { kind: 'folder', name: 'mine' } }] });
});

test('a stored model decodes with no server, as the same model that is served', async ({ context, tab, server }) => {
  server.files.clear();
  for (const name of await readdir('models/pocket')) {
    if (/^u8|json$/.test(name)) server.files.set(name, await readFile(join('models/pocket', name)));
  }
  const { value: id } = await call(tab, 'download', server.url, 'u8');
  await server.close();
  const page = await context.newPage();
  await page.goto(`${origin}test/e2e/pages/engine.html`);
  await page.waitForFunction(() => 'testPage' in window);
  const [served, disk] = await page.evaluate(
    async ({ places, request }) => {
      const runs = [];
      for (const place of places) {
        const loaded = await window.testPage.load({ place, provider: 'wasm', quantisation: 'auto' });
        const run = await window.testPage.decode({ ...request, maskId: loaded.value!.model.manifest.tokens.mask });
        runs.push({ model: loaded.value!.model, steps: run.value!.steps });
      }
      return runs;
    },
    {
      places: [
        { kind: 'url', url: `${origin}models/pocket/` },
        { kind: 'disk', id: id! },
      ] as const,
      request: greedyRequest([5, 6, 7, 8], 0, 6),
    },
  );
  expect(Object.keys(disk!.model.manifest.variants)).toEqual(['u8']);
  expect(disk!.model).toMatchObject({ quantisation: 'u8', fromCache: true, cacheProblem: null });
  expect(disk!.steps).toHaveLength(6);
  expect(disk!.steps).toEqual(served!.steps);
  // The engine holds it until its worker ends.
  expect((await call(tab, 'remove', id!)).error).toMatchObject({ code: 'storage' });
  await page.evaluate(() => window.testPage.dispose());
  await expect.poll(async () => (await call(tab, 'remove', id!)).error, OFTEN).toBeUndefined();
});

test('says that a browser without a private file system has no place for models', async ({ tab, server }) => {
  await tab.evaluate(() => {
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('denied here', 'SecurityError'));
  });
  expect((await call(tab, 'list')).error).toMatchObject({
    code: 'storage',
    message: 'This browser gives the page no place for models (denied here).',
  });
  expect(server.served).toEqual([]);
});

test('a file is read while it is written and deleted, as it is at some moment', async ({ tab }) => {
  const { value: texts, error } = await call(tab, 'readBusyFile', 2);
  expect(error).toBeUndefined();
  expect(texts!.length).toBeGreaterThan(2);
  for (const text of texts!) expect(text ?? '').toMatch(/^(a line\n)*$/);
});
