/** Models on their way to the browser's own disk, in a real browser, from a real server: all that can go wrong. */

import { expect } from '@playwright/test';
import {
  call,
  expectWhole,
  graph,
  graphFile,
  joined,
  MIB,
  manifest,
  OFTEN,
  openTab,
  origin,
  part,
  sizeOf,
  stored,
  test,
  tokenizer,
  totalBytes,
  weights,
  weightsFile,
  weightsServed,
} from './storage-page.ts';

test('brings a model to the disk in parallel ranges, each byte once, and says how far it is', async ({
  tab,
  server,
}) => {
  expect(await call(tab, 'list')).toEqual({ value: [] });
  expect(await call(tab, 'manifestAt', server.url)).toEqual({ value: manifest });
  server.faultOf = ({ ranged }) => (ranged ? 'hold' : undefined);
  const ending = call(tab, 'download', server.url);
  await expect.poll(server.mostAtOnce, OFTEN).toBe(3);
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
  await expect
    .poll(async () => (await call(next, 'list')).value?.[0]?.bytesDone ?? 0, OFTEN)
    .toBe(totalBytes - 12 * MIB);
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
  await expect.poll(async () => (await call(tab, 'progress')).at(-1)?.bytes, OFTEN).toBe(totalBytes - 12 * MIB);
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
  await expect.poll(async () => (await call(tab, 'progress')).at(-1)?.bytes, OFTEN).toBe(totalBytes - 12 * MIB);
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
