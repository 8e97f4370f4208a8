/** Models on the browser's own disk, in a real browser, from a real server: all that can go wrong on the way there. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type { Manifest, ModelFile } from '../../src/model/manifest.ts';
import { greedyRequest } from '../decode/greedy-request.ts';
import { manifest as fixture } from '../model/fixture.ts';
import { type Asked, type ModelServer, startModelServer } from './model-server.ts';
import type { StorageTestPage } from './pages/storage.ts';

const origin = `http://localhost:${Number(process.env['E2E_PORT'] ?? 4173) + 1}/`;
const MIB = 2 ** 20;
/** Ranges are of 8 MiB. */
const weights = Buffer.from(new Uint32Array(5 * MIB).map((_, index) => Math.imul(index, 2654435761)).buffer);
const graph = Buffer.from('a graph');
const tokenizer = Buffer.from('{}');

const fileOf = (name: string, content: Buffer): ModelFile => ({
  name,
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});

const weightsFile = fileOf('f32.data', weights);
const graphFile = fileOf('f32.onnx', graph);
const part = { name: 'whole', graph: graphFile, data: [weightsFile] };
const manifest: Manifest = {
  ...fixture,
  tokenizer: fileOf('tokenizer.json', tokenizer),
  variants: { f32: { quantisation: 'f32', parts: [part], sha256: '0'.repeat(64) } },
};
const totalBytes = weights.length + graph.length + tokenizer.length;

const filesOf = (told: Manifest) =>
  new Map([
    ['manifest.json', Buffer.from(JSON.stringify(told))],
    ['tokenizer.json', tokenizer],
    ['f32.onnx', graph],
    ['f32.data', weights],
  ]);

const test = base.extend<{ server: ModelServer; tab: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: the form Playwright wants
  server: async ({}, use) => {
    const server = await startModelServer(filesOf(manifest));
    await use(server);
    await server.close();
  },
  tab: async ({ context }, use) => use(await openTab(context)),
});

async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}test/e2e/pages/storage.html`);
  await page.waitForFunction(() => 'storagePage' in window);
  return page;
}

/** Calls a method of `window.storagePage`. */
function call<K extends keyof StorageTestPage>(page: Page, method: K, ...args: Parameters<StorageTestPage[K]>) {
  return page.evaluate(
    ([name, given]) => (window.storagePage[name as K] as (...each: unknown[]) => unknown)(...(given as unknown[])),
    [method, args] as const,
  ) as Promise<Awaited<ReturnType<StorageTestPage[K]>>>;
}

/** Each look is a call into the page: often enough, and not all the time. */
const poll = <T>(look: () => T | Promise<T>) => expect.poll(look, { intervals: [50] });

const weightsServed = ({ served }: ModelServer): Asked[] => served.filter(({ name }) => name === 'f32.data');
const sizeOf = (ranges: readonly Asked[]) => ranges.reduce((sum, { start, end }) => sum + end - start, 0);

/** Ranges of one file, joined, where none overlaps another. */
function joined(ranges: readonly Asked[]): (readonly [number, number])[] {
  const whole: [number, number][] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1);
    expect(start).toBeGreaterThanOrEqual(last?.[1] ?? 0);
    if (last?.[1] === start) last[1] = end;
    else whole.push([start, end]);
  }
  return whole;
}

async function stored(page: Page) {
  const { value } = await call(page, 'list');
  expect(value).toHaveLength(1);
  return value![0]!;
}

async function expectWhole(page: Page): Promise<string> {
  const { id, quantisations } = await stored(page);
  expect(quantisations).toMatchObject([{ quantisation: 'f32', complete: true, totalBytes, bytesDone: totalBytes }]);
  for (const file of [weightsFile, graphFile, manifest.tokenizer]) {
    expect(await call(page, 'sha256', id, file)).toEqual({ value: file.sha256 });
  }
  return id;
}

test('brings a model to the disk in parallel ranges, each byte once, and says how far it is', async ({
  tab,
  server,
}) => {
  expect(await call(tab, 'list')).toEqual({ value: [] });
  expect(await call(tab, 'manifestAt', server.url)).toEqual({ value: manifest });
  server.faultOf = ({ ranged }) => (ranged ? 'hold' : undefined);
  const ending = call(tab, 'download', server.url);
  await poll(server.mostAtOnce).toBe(3);
  server.release();
  const { value: id } = await ending;
  expect(await expectWhole(tab)).toBe(id);
  expect(await stored(tab)).toMatchObject({
    manifest,
    bytesDone: totalBytes,
    quantisations: [{ origin: { kind: 'url', url: server.url } }],
  });
  expect(joined(weightsServed(server))).toEqual([[0, weights.length]]);
  expect(weightsServed(server).map(({ start }) => start / MIB)).toEqual([0, 8, 16]);

  const progress = await call(tab, 'progress');
  expect(progress[0]).toMatchObject({ phase: 'manifest', bytes: 0 });
  expect(progress.at(-1)).toMatchObject({ phase: 'verify', bytes: totalBytes, totalBytes, verifiedBytes: totalBytes });
  const bytes = progress.map((each) => each.bytes);
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
  for (const each of progress) expect(each.verifiedBytes).toBeLessThanOrEqual(each.bytes);

  server.served.length = 0;
  expect(await call(tab, 'download', server.url)).toEqual({ value: id });
  expect(server.served.map(({ name }) => name)).toEqual(['manifest.json']);
});

test('goes on in another tab after one that was closed in the middle, and asks for no byte again', async ({
  context,
  tab,
  server,
}) => {
  server.faultOf = ({ name, start }) => (name === 'f32.data' && start >= 8 * MIB ? 'hold' : undefined);
  void call(tab, 'download', server.url).catch(() => {});
  const next = await openTab(context);
  await poll(async () => (await call(next, 'list')).value?.[0]?.bytesDone ?? 0).toBe(totalBytes - 12 * MIB);
  await tab.close();
  server.faultOf = () => undefined;
  server.served.length = 0;
  expect((await call(next, 'download', server.url)).error).toBeUndefined();
  expect(joined(weightsServed(server))).toEqual([[8 * MIB, weights.length]]);
  expect(server.served.map(({ name }) => name)).not.toContain('tokenizer.json');
  await expectWhole(next);
});

test('heals what goes wrong in passing: cuts, a busy server, a broken one', async ({ tab, server }) => {
  server.faultOf = ({ name, start }, earlier) => {
    if (name === 'tokenizer.json') return earlier === 0 ? { status: 500 } : undefined;
    if (name === 'f32.onnx') return earlier === 0 ? { status: 429, headers: { 'Retry-After': '0' } } : undefined;
    return name === 'f32.data' && start % (8 * MIB) === 0 ? 'cut' : undefined;
  };
  expect((await call(tab, 'download', server.url)).error).toBeUndefined();
  await expectWhole(tab);
  // Each range was cut once, and only its rest asked for again.
  expect(weightsServed(server)).toHaveLength(6);
});

test('asks again where a connection has died without a word', async ({ tab, server }) => {
  server.faultOf = ({ name, start }) => (name === 'f32.data' && start === 16 * MIB ? 'stall' : undefined);
  expect((await call(tab, 'download', server.url, 'f32', 1000)).error).toBeUndefined();
  await expectWhole(tab);
  expect(weightsServed(server)).toContainEqual({ name: 'f32.data', start: 18 * MIB, end: 20 * MIB, ranged: true });
});

test('gives up with a clear error, keeps what came, and goes on from there', async ({ tab, server }) => {
  server.faultOf = ({ name, start }) => (name === 'f32.data' && start === 16 * MIB ? { status: 503 } : undefined);
  expect((await call(tab, 'download', server.url)).error).toMatchObject({
    code: 'network',
    message: 'The server answered 503 for f32.data.',
    remedy: expect.stringContaining('goes on where it ended'),
  });
  const { bytesDone } = await stored(tab);
  server.faultOf = () => undefined;
  server.served.length = 0;
  await call(tab, 'download', server.url);
  expect(sizeOf(weightsServed(server))).toBe(totalBytes - bytesDone);
  await expectWhole(tab);
});

test('stops when it is told to and keeps what is there', async ({ tab, server }) => {
  server.faultOf = ({ name, start }) => (name === 'f32.data' && start > 0 ? 'hold' : undefined);
  const ending = call(tab, 'download', server.url);
  await poll(async () => (await call(tab, 'progress')).at(-1)?.bytes).toBe(totalBytes - 12 * MIB);
  await call(tab, 'stop');
  expect((await ending).error).toMatchObject({ code: 'aborted' });
  expect(await stored(tab)).toMatchObject({ bytesDone: totalBytes - 12 * MIB, quantisations: [{ complete: false }] });
});

test('takes a server without ranges as it is', async ({ tab, server }) => {
  server.ranges = false;
  let cuts = 1;
  server.faultOf = ({ name, ranged }) => (name === 'f32.data' && !ranged && cuts-- > 0 ? 'cut' : undefined);
  expect((await call(tab, 'download', server.url)).error).toBeUndefined();
  expect(cuts).toBe(-1);
  await expectWhole(tab);
});

test('deletes only the file whose bytes are wrong, and says so', async ({ tab, server }) => {
  server.faultOf = ({ start }) => (start === 8 * MIB ? 'wrong' : undefined);
  expect((await call(tab, 'download', server.url)).error).toMatchObject({
    code: 'bad-model-file',
    message: expect.stringMatching(
      /^f32\.data came with wrong bytes and was deleted: its SHA-256 is [0-9a-f]{64}, not /,
    ),
  });
  expect(await stored(tab)).toMatchObject({ bytesDone: graph.length + tokenizer.length });
  expect((await call(tab, 'sha256', (await stored(tab)).id, graphFile)).error).toMatchObject({ code: 'storage' });
  server.faultOf = () => undefined;
  await call(tab, 'download', server.url);
  await expectWhole(tab);
});

test('begins a file anew that has changed on the server meanwhile', async ({ tab, server }) => {
  server.files.set('f32.data', Buffer.from(weights).fill(0, 0, MIB));
  server.faultOf = ({ start }) => (start > 0 ? { status: 503 } : undefined);
  expect((await call(tab, 'download', server.url)).error).toMatchObject({ code: 'network' });
  server.files.set('f32.data', weights);
  server.etag = '"2"';
  server.faultOf = () => undefined;
  expect((await call(tab, 'download', server.url)).error).toBeUndefined();
  await expectWhole(tab);
});

test('refuses a file of another size, and cuts off what comes beyond a range', async ({ tab, server }) => {
  server.files.set('f32.data', weights.subarray(0, -1));
  expect((await call(tab, 'download', server.url)).error).toMatchObject({
    code: 'bad-model-file',
    message: `f32.data has ${weights.length - 1} bytes there, not ${weights.length}.`,
  });
  server.files.set('f32.data', weights);
  server.faultOf = ({ name }) => (name === 'manifest.json' ? undefined : 'longer');
  expect((await call(tab, 'download', server.url)).error).toBeUndefined();
  await expectWhole(tab);
});

test('says what a server lacks: the model, the variant, leave to be read', async ({ tab, server }) => {
  expect((await call(tab, 'download', server.url, 'q4')).error).toMatchObject({ code: 'bad-settings' });
  expect((await call(tab, 'download', `${server.url}other/`)).error).toMatchObject({ code: 'not-found' });
  server.cors = false;
  expect((await call(tab, 'download', server.url)).error).toMatchObject({
    code: 'network',
    remedy: expect.stringContaining('CORS'),
  });
  expect(await call(tab, 'list')).toEqual({ value: [] });
});

test('does not begin what the disk cannot hold', async ({ tab, server }) => {
  const huge = { ...part, data: [{ ...weightsFile, bytes: 2 ** 50 }] };
  const told = { ...manifest, variants: { f32: { ...manifest.variants.f32!, parts: [huge] } } };
  server.files.set('manifest.json', Buffer.from(JSON.stringify(told)));
  expect((await call(tab, 'download', server.url)).error).toMatchObject({
    code: 'storage',
    message: expect.stringMatching(/^Fixture needs 1125899907 MB more, and this browser has room for \d+ MB\.$/),
  });
  expect(server.served.map(({ name }) => name)).toEqual(['manifest.json']);
  expect(await call(tab, 'list')).toEqual({ value: [] });
});

test('keeps what came when the disk is full, and goes on when it is not', async ({ context, tab, server }) => {
  const devtools = await context.newCDPSession(tab);
  const allow = (quotaSize: number) =>
    devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(origin).origin, quotaSize });
  server.faultOf = ({ start }) => (start > 0 ? 'hold' : undefined);
  const ending = call(tab, 'download', server.url);
  await poll(async () => (await call(tab, 'progress')).at(-1)?.bytes).toBe(totalBytes - 12 * MIB);
  await allow(10 * MIB);
  server.release();
  expect((await ending).error).toMatchObject({ code: 'storage', remedy: expect.stringContaining('free space') });
  const { bytesDone } = await stored(tab);
  expect(bytesDone).toBeGreaterThanOrEqual(totalBytes - 12 * MIB);

  await allow(100 * MIB);
  server.faultOf = () => undefined;
  server.served.length = 0;
  expect((await call(tab, 'download', server.url)).error).toBeUndefined();
  expect(sizeOf(weightsServed(server))).toBe(totalBytes - bytesDone);
  await expectWhole(tab);
});

test('two tabs at once: the second waits, then has it; what one uses, the other does not delete', async ({
  context,
  tab,
  server,
}) => {
  server.faultOf = ({ start }) => (start > 0 ? 'hold' : undefined);
  const first = call(tab, 'download', server.url);
  await poll(async () => (await call(tab, 'progress')).at(-1)?.bytes).toBeGreaterThanOrEqual(8 * MIB);
  const other = await openTab(context);
  const waiting = () => poll(async () => (await call(other, 'progress')).at(-1)?.phase).toBe('waiting');
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
  await poll(async () => (await call(other, 'remove', id)).error).toBeUndefined();
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
  await poll(async () => (await call(tab, 'remove', id!)).error).toBeUndefined();
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
