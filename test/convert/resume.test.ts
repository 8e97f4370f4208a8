import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { convert } from '../../src/convert/convert.ts';
import type { ConvertOptions } from '../../src/convert/convert-options.ts';
import { type HubRepository, startHub } from '../hub/hub-server.ts';
import { TINY, temporaryFolder, writeTiny } from './fixture.ts';
import { modelHashes } from './model-files.ts';

/** Enough for some fifty segments of 4 kB. */
const CONFIG = { ...TINY, vocab_size: 200 };
const NAME = 'somebody/tiny';

/** Converts and says at which byte it began. */
async function convertFrom(options: Omit<ConvertOptions, 'variants'>) {
  let first: number | undefined;
  await convert(
    { variants: ['q4'], segmentBytes: 4096, pauseMillis: 1, ...options },
    {
      progress({ phase, done }) {
        if (phase === 'converting') first ??= done;
      },
    },
  );
  return first;
}

async function fresh(checkpoint: string) {
  const out = temporaryFolder();
  await convertFrom({ checkpoint, out });
  return modelHashes(out);
}

/** Stops in the middle, at about this byte. */
async function convertUntil(options: Omit<ConvertOptions, 'variants'>, byte: number) {
  const stop = new AbortController();
  const running = convert(
    { variants: ['q4'], segmentBytes: 4096, signal: stop.signal, ...options },
    {
      progress({ done }) {
        if (done >= byte) stop.abort();
      },
    },
  );
  await expect(running).rejects.toMatchObject({ code: 'aborted' });
}

/** Runs `convert-slowly.ts` until this many segments are done, then kills it as nothing can be caught. */
async function killAfter(segments: number, checkpoint: string, out: string) {
  const script = join(import.meta.dirname, 'convert-slowly.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, checkpoint, out, '20'], {
    stdio: ['ignore', 'pipe', 2],
  });
  let seen = 0;
  for await (const line of createInterface(child.stdout!)) {
    if (line.startsWith('converting') && ++seen > segments) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

describe('a folder', () => {
  test('a process that is killed twice: the next goes on, and the model is the same', async () => {
    const { folder } = writeTiny(CONFIG, 'BF16', 3);
    const out = temporaryFolder();
    await killAfter(5, folder, out);
    expect(readdirSync(out)).toEqual(['.unfinished']);
    await killAfter(5, folder, out);
    expect(await convertFrom({ checkpoint: folder, out })).toBeGreaterThan(8 * 4096);
    expect(modelHashes(out)).toEqual(await fresh(folder));
  });

  test('a conversion that is stopped goes on, with as many threads as one likes', async () => {
    const { folder } = writeTiny(CONFIG, 'F32', 2);
    const out = temporaryFolder();
    await convertUntil({ checkpoint: folder, out, threads: 3 }, 100_000);
    expect(await convertFrom({ checkpoint: folder, out })).toBeGreaterThan(90_000);
    expect(modelHashes(out)).toEqual(await fresh(folder));
  });

  describe('what is left of a draft is not trusted', () => {
    const damages: Record<string, (draft: string) => void> = {
      'a byte that changed': (draft) => {
        const file = openSync(join(draft, 'q4.data'), 'r+');
        writeSync(file, Uint8Array.of(0xa5), 0, 1, 64);
        closeSync(file);
      },
      'a file that is gone short': (draft) => truncateSync(join(draft, 'q4.data'), 100),
      'a journal that ends within a line': (draft) => {
        const path = join(draft, 'journal.jsonl');
        truncateSync(path, statSync(path).size - 9);
      },
      'a journal with a line of something else': (draft) =>
        appendFileSync(join(draft, 'journal.jsonl'), '{"segment":1}\n'),
      'a journal that is beside the files': (draft) => {
        const path = join(draft, 'journal.jsonl');
        writeFileSync(path, readFileSync(path, 'utf8').replace('"regions":[[0,', '"regions":[[7,'));
      },
      'a journal that is none': (draft) => writeFileSync(join(draft, 'journal.jsonl'), '\u0000\u0001'),
    };

    test.each(Object.keys(damages))('%s', async (name) => {
      const { folder } = writeTiny(CONFIG, 'BF16', 2);
      const out = temporaryFolder();
      await convertUntil({ checkpoint: folder, out }, 30_000);
      damages[name]!(join(out, '.unfinished'));
      await convertFrom({ checkpoint: folder, out });
      expect(modelHashes(out)).toEqual(await fresh(folder));
    });
  });

  test('another request begins anew: other options, other files', async () => {
    const { folder } = writeTiny(CONFIG, 'BF16', 2);
    const out = temporaryFolder();
    const begin = () => convertUntil({ checkpoint: folder, out }, 50_000);
    await begin();
    expect(await convertFrom({ checkpoint: folder, out, fit: 'search' })).toBe(0);
    await begin();
    const shard = join(folder, 'model-00001-of-00002.safetensors');
    utimesSync(shard, 1, 1);
    expect(await convertFrom({ checkpoint: folder, out })).toBe(0);
  });

  test('a checkpoint that changes while it is read is refused, and leaves nothing', async () => {
    const { folder } = writeTiny(CONFIG, 'BF16', 2);
    const out = temporaryFolder();
    const running = convert(
      { checkpoint: folder, out, segmentBytes: 4096 },
      {
        progress({ phase }) {
          if (phase === 'converting') utimesSync(join(folder, 'model-00002-of-00002.safetensors'), 1, 1);
        },
      },
    );
    await expect(running).rejects.toMatchObject({ code: 'bad-checkpoint', message: /changed while it was converted/ });
    expect(existsSync(join(out, '.unfinished'))).toBe(false);
  });
});

describe('a repository of the hub', () => {
  async function tinyHub(change: Partial<HubRepository> = {}) {
    const { folder } = writeTiny(CONFIG, 'BF16', 3);
    const hub = await startHub({ name: NAME, folder, ...change });
    onTestFinished(() => hub.close());
    return { hub, folder, options: { checkpoint: NAME, endpoint: hub.endpoint, pauseMillis: 1 } };
  }

  test('gives what its files give from a folder, byte for byte', async () => {
    const { hub, folder, options } = await tinyHub({ licence: 'mit' });
    const out = temporaryFolder();
    const manifest = await convert({ ...options, out, variants: ['f32', 'u8', 'q4'], segmentBytes: 5000, threads: 2 });
    const local = temporaryFolder();
    await convert({ checkpoint: folder, out: local, variants: ['f32', 'u8', 'q4'] });
    expect(modelHashes(out)).toEqual(modelHashes(local));
    expect(manifest).toMatchObject({ id: 'tiny', source: { name: NAME, revision: hub.commit, licence: 'mit' } });
    expect(hub.leaked).toEqual([]);
  });

  test('a network that fails: the run ends, and the next asks for what is left', async () => {
    const { hub, folder, options } = await tinyHub();
    const out = temporaryFolder();
    const failing = convert(
      { ...options, out, variants: ['q4'], segmentBytes: 4096 },
      {
        progress({ done }) {
          if (done > 60_000) hub.faults.cut ??= { count: 10_000, afterBytes: 100 };
        },
      },
    );
    await expect(failing).rejects.toMatchObject({ code: 'network', remedy: /goes on from where it stopped/ });
    delete hub.faults.cut;
    const before = hub.sentBytes();
    expect(await convertFrom({ ...options, out })).toBeGreaterThan(50_000);
    const weights = [1, 2, 3].map((i) => statSync(join(folder, `model-0000${i}-of-00003.safetensors`)).size);
    const total = weights.reduce((a, b) => a + b);
    // Headers are read again, up to 256 kB of each file: here the whole of it. The weights are not.
    expect(hub.sentBytes() - before).toBeLessThan(2 * total - 50_000 + 10_000);
    expect(modelHashes(out)).toEqual(await fresh(folder));
  });

  test('wrong bytes are found at the end of their file, which is then fetched again, and no other', async () => {
    const { hub, folder, options } = await tinyHub();
    const out = temporaryFolder();
    const file = 'model-00002-of-00003.safetensors';
    hub.faults.wrongByte = { file, offset: statSync(join(folder, file)).size - 5 };
    await expect(convertFrom({ ...options, out })).rejects.toMatchObject({
      code: 'network',
      message: `${file} did not arrive as ${NAME} holds it: its sha256 is another.`,
    });
    expect(readdirSync(out)).toEqual(['.unfinished']);
    delete hub.faults.wrongByte;
    const first = statSync(join(folder, 'model-00001-of-00003.safetensors')).size;
    const begun = await convertFrom({ ...options, out });
    expect(begun).toBeGreaterThan(first - 5000);
    expect(begun).toBeLessThanOrEqual(first);
    expect(modelHashes(out)).toEqual(await fresh(folder));
  });

  test('wrong bytes that are no numbers are told from a checkpoint that holds none', async () => {
    const { folder } = writeTiny(CONFIG, 'BF16', 3);
    const file = 'model-00002-of-00003.safetensors';
    const bytes = readFileSync(join(folder, file));
    // The last number, once it and its neighbours' bits are set, is no number.
    bytes.writeUInt16LE(0x7f80, bytes.length - 2);
    writeFileSync(join(folder, file), bytes);
    const { hub, options } = await tinyHub({ folder });
    const out = temporaryFolder();
    const message = new RegExp(`${file} is damaged: tensor .+ holds numbers that are not finite`);
    const broken = { code: 'bad-checkpoint', message };
    await expect(convertFrom({ ...options, out })).rejects.toMatchObject(broken);
    await expect(convertFrom({ checkpoint: folder, out })).rejects.toMatchObject(broken);
    expect(existsSync(join(out, '.unfinished'))).toBe(false);
    hub.faults.wrongByte = { file, offset: bytes.length - 20 };
    await expect(convertFrom({ ...options, out })).rejects.toMatchObject({
      code: 'network',
      message: /did not arrive/,
    });
  });
});
