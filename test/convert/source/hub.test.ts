import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readText, requireText } from '../../../src/convert/source/checkpoint-source.ts';
import { type HubOptions, openHub } from '../../../src/convert/source/hub.ts';
import { type HubRepository, startHub } from '../../hub/hub-server.ts';
import { temporaryFolder, uniforms } from '../fixture.ts';

const NAME = 'somebody/some-model';

/** 100 kB that are not the same anywhere. */
const WEIGHTS = Uint8Array.from(
  { length: 100_000 },
  (
    (random) => () =>
      256 * random()
  )(uniforms(3)),
);

function repositoryFolder(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.json'), '{"model_type":"Dream"}');
  writeFileSync(join(folder, 'tokenizer.json'), `"${'x'.repeat(20_000)}"`);
  writeFileSync(join(folder, 'model.safetensors'), WEIGHTS);
  return folder;
}

async function hubWith(change: Partial<HubRepository> = {}) {
  const hub = await startHub({ name: NAME, folder: repositoryFolder(), ...change });
  onTestFinished(() => hub.close());
  const open = (options: HubOptions = {}) => openHub(NAME, { endpoint: hub.endpoint, pauseMillis: 1, ...options });
  const readWeights = async (options?: HubOptions) => {
    const source = await open(options);
    return source.read(source.files.get('model.safetensors')!, 50_000, 99_999);
  };
  return { hub, open, readWeights };
}

test('a repository: its commit, licence and files, small ones whole and large ones in parts', async () => {
  const { hub, open } = await hubWith({ licence: 'apache-2.0' });
  const source = await open();
  expect(source).toMatchObject({ name: NAME, commit: hub.commit, licence: 'apache-2.0' });
  expect([...source.files.keys()].sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
  expect(await readText(source, 'config.json')).toBe('{"model_type":"Dream"}');
  expect((await requireText(source, 'tokenizer.json')).length).toBe(20_002);
  expect(await readText(source, 'merges.txt')).toBeUndefined();
  const file = source.files.get('model.safetensors')!;
  for (const [start, end] of [
    [0, 8],
    [777, 60_001],
    [99_999, 100_000],
    [0, 100_000],
  ] as const) {
    expect(await source.read(file, start, end)).toEqual(WEIGHTS.slice(start, end));
  }
});

test('what is pushed meanwhile changes nothing', async () => {
  const { hub, open } = await hubWith();
  const source = await open();
  const before = hub.commit;
  const folder = repositoryFolder();
  writeFileSync(
    join(folder, 'model.safetensors'),
    WEIGHTS.map((byte) => byte ^ 1),
  );
  expect(hub.push(folder)).not.toBe(before);
  const file = source.files.get('model.safetensors')!;
  expect(await source.read(file, 5, 9)).toEqual(WEIGHTS.slice(5, 9));
  expect((await open({ revision: before })).commit).toBe(before);
});

test('the token goes to the hub and not to where it redirects', async () => {
  const { hub, readWeights } = await hubWith({ token: 'hf_secret' });
  expect(await readWeights({ token: 'hf_secret' })).toEqual(WEIGHTS.slice(50_000, 99_999));
  expect(hub.leaked).toEqual([]);
});

describe('faults that pass', () => {
  test('a connection that is cut, twice', async () => {
    const { hub, readWeights } = await hubWith();
    hub.faults.cut = { count: 2, afterBytes: 1000 };
    expect(await readWeights()).toEqual(WEIGHTS.slice(50_000, 99_999));
    expect(hub.faults.cut.count).toBe(0);
  });

  test('a connection that stands still, in the middle and before it answers', async () => {
    const { hub, readWeights } = await hubWith();
    hub.faults.hang = { count: 2, afterBytes: 1000 };
    expect(await readWeights({ idleMillis: 100 })).toEqual(WEIGHTS.slice(50_000, 99_999));
    expect(hub.faults.hang.count).toBe(0);
    hub.faults.stallAfter = 0;
    setTimeout(() => delete hub.faults.stallAfter, 250);
    expect(await readWeights({ idleMillis: 100 })).toEqual(WEIGHTS.slice(50_000, 99_999));
  });

  test.each([500, 503, 429])('a server that answers %i for a while', async (status) => {
    const { hub, readWeights } = await hubWith();
    hub.faults.busy = { count: 3, status, retryAfter: '0' };
    expect(await readWeights()).toEqual(WEIGHTS.slice(50_000, 99_999));
  });

  test('a server that sends another part than was asked for', async () => {
    const { hub, readWeights } = await hubWith();
    hub.faults.confuseRanges = { count: 2 };
    expect(await readWeights()).toEqual(WEIGHTS.slice(50_000, 99_999));
  });

  test('addresses of files that end while they are read', async () => {
    const { hub, open } = await hubWith({ signed: true });
    const source = await open();
    const file = source.files.get('model.safetensors')!;
    for (const start of [0, 40_000, 80_000]) {
      expect(await source.read(file, start, start + 20_000)).toEqual(WEIGHTS.slice(start, start + 20_000));
      hub.expire();
    }
  });
});

describe('what cannot be read says why, and what to do', () => {
  test.each([
    [
      'no such repository',
      { name: 'somebody/else' },
      {},
      'not-found',
      /no public repository somebody\/some-model on localhost/,
    ],
    ['a private one', { token: 'hf_a' }, {}, 'not-found', /no public repository/],
    ['a private one of others', { token: 'hf_a' }, { token: 'hf_b' }, 'not-found', /that this token may read/],
    ['no such revision', {}, { revision: 'v9' }, 'not-found', /somebody\/some-model has no revision v9/],
    ['a token of another kind', {}, { token: 'secret' }, 'bad-settings', /does not begin with hf_/],
    ['an endpoint of another kind', {}, { endpoint: 'ftp://here' }, 'bad-settings', /is no web address/],
  ] as const)('%s', async (_, repository, options, code, message) => {
    const { open } = await hubWith(repository);
    await expect(open(options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test.each([{}, { token: 'hf_new' }])('a gated one, with %j', async (options) => {
    const { hub, open } = await hubWith({ token: 'hf_accepted', gated: true });
    const source = await open(options);
    await expect(readText(source, 'config.json')).rejects.toMatchObject({
      message: `${NAME} is gated: its owner asks for an agreement before anyone may read it.`,
      remedy: `Accept the licence on ${hub.endpoint}/${NAME}, then give a token of that account with --token or HF_TOKEN.`,
    });
    expect(await readText(await open({ token: 'hf_accepted' }), 'config.json')).toContain('Dream');
  });

  test('wrong bytes of a small file, in LFS and not', async () => {
    const { hub, open } = await hubWith();
    for (const file of ['config.json', 'tokenizer.json']) {
      hub.faults.wrongByte = { file, offset: 3 };
      await expect(readText(await open(), file)).rejects.toMatchObject({ code: 'network', message: /did not arrive/ });
    }
  });

  test('a server that is no hub', async () => {
    const server = createServer((_, response) => response.end('<html>Welcome</html>'));
    await new Promise<void>((resolve) => server.listen(0, () => resolve()));
    onTestFinished(() => void server.close());
    const endpoint = `http://localhost:${(server.address() as AddressInfo).port}`;
    await expect(openHub(NAME, { endpoint })).rejects.toMatchObject({
      code: 'network',
      message: /^The answer of localhost:\d+ is not understood \(.+\)\.$/,
    });
  });

  test('a server without ranges', async () => {
    const { hub, readWeights } = await hubWith();
    hub.faults.ignoreRanges = true;
    await expect(readWeights()).rejects.toMatchObject({ message: /does not send parts of files/ });
  });

  test('a connection that is always cut, and nobody there', async () => {
    const { hub, readWeights } = await hubWith();
    hub.faults.cut = { count: 1000, afterBytes: 100 };
    await expect(readWeights()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/^model\.safetensors could not be read from localhost:\d+ \(.+\)\.$/),
      remedy: /goes on from where it stopped/,
    });
    await hub.close();
    await expect(readWeights()).rejects.toMatchObject({ code: 'network', message: /could not be read/ });
  });

  test('the user has enough of it', async () => {
    const { hub, open } = await hubWith();
    const stop = new AbortController();
    const source = await open({ signal: stop.signal });
    hub.faults.stallAfter = 0;
    const reading = source.read(source.files.get('model.safetensors')!, 0, 50_000);
    setTimeout(() => stop.abort(), 50);
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
  });
});
