/** A tiny model of one graph, run by onnxruntime-node: its logits at once, and as from a GPU in chunks. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { folderSource, openNodeRuntime } from '../../../src/cli/node-runtime.ts';
import { convert } from '../../../src/convert/convert.ts';
import type { GraphRuntime } from '../../../src/engine/network/graph-runtime.ts';
import { allLogits, type LogitsSlice } from '../../../src/engine/network/network.ts';
import { openWholeNetwork } from '../../../src/engine/network/whole-network.ts';
import { largestDifference, TINY, writeTiny } from '../../convert/fixture.ts';
import { plainForward } from '../../oracle/plain-forward.ts';

const IDS = Int32Array.of(7, 9, 12, 3, 3, 39, 0, 3, 21, 3);
const ROWS = Int32Array.of(0, 1, 3, 4, 7, 9);
const VOCABULARY = TINY.vocab_size;

const folder = mkdtempSync(join(tmpdir(), 'diffuscope-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let making: ReturnType<typeof makeModel> | undefined;
/** A checkpoint can only be written within a test. */
function model() {
  making ??= makeModel();
  return making;
}

async function makeModel() {
  const { folder: checkpoint, weights } = writeTiny(TINY);
  const manifest = await convert({ checkpoint, out: folder, variants: ['f32'], layout: 'whole' });
  return { manifest, expected: plainForward(TINY, weights, [...IDS], [...ROWS]) };
}

/** What stands for a buffer on a GPU. */
interface Stand {
  readonly values: Float32Array;
  freed: number;
}

/** Node's runtime whose outputs lie elsewhere, as on a GPU: they are read by `read` alone, and freed by `dispose`. */
function elsewhere(runtime: GraphRuntime) {
  const stands: Stand[] = [];
  const away = ({ data, dims }: Tensor): Tensor => {
    const stand: Stand = { values: data as Float32Array, freed: 0 };
    stands.push(stand);
    return Tensor.fromGpuBuffer(stand as never, {
      dataType: 'float32',
      dims,
      download: async () => stand.values,
      dispose: () => {
        stand.freed++;
      },
    });
  };
  const standing: GraphRuntime = {
    ...runtime,
    async open(files, source, outputs) {
      const session = await runtime.open(files, source, outputs);
      const run: typeof session.run = async (feeds) => {
        const made = Object.entries(await session.run(feeds));
        return Object.fromEntries(made.map(([name, tensor]) => [name, away(tensor as Tensor)]));
      };
      return { ...session, run: outputs === 'stay' ? run : session.run };
    },
    read: async (tensor) => (await tensor.getData(true)) as Float32Array,
  };
  return { runtime: standing, stands };
}

async function open(runtime: GraphRuntime, rowsAtOnce: number, architecture = { vocabularySize: VOCABULARY }) {
  const { manifest } = await model();
  const source = folderSource(folder, manifest);
  const files = { loading: source, source };
  return openWholeNetwork(runtime, architecture, manifest.variants.f32!, files, { rowsAtOnce });
}

const openElsewhere = async (rowsAtOnce: number) => {
  const { runtime, stands } = elsewhere(openNodeRuntime(folder, 1));
  return { network: await open(runtime, rowsAtOnce), stands };
};

const rowsOf = ({ buffer, width, firstRow }: LogitsSlice, count: number) =>
  (buffer as unknown as Stand).values.subarray(firstRow * width, (firstRow + count) * width);

it('in memory gives the logits of the plain pass in one chunk, and none without rows', async () => {
  const network = await open(openNodeRuntime(folder, 1), 4);
  const counts: number[] = [];
  for await (const { count, slices } of network.pass(IDS, ROWS)) {
    counts.push(count);
    expect(slices).toBeUndefined();
  }
  expect(counts).toEqual([ROWS.length]);
  const { expected } = await model();
  expect(largestDifference(expected, await allLogits(network, IDS, ROWS))).toBeLessThan(1e-4);
  expect(await allLogits(network, IDS, new Int32Array(0))).toHaveLength(0);
});

describe('where outputs stay', () => {
  it('one run makes all rows, which are handed on some at a time and read once', async () => {
    const { network, stands } = await openElsewhere(4);
    const { expected } = await model();
    const seen: number[] = [];
    for await (const { first, count, slices, read } of network.pass(IDS, ROWS)) {
      seen.push(first, count);
      expect(slices).toHaveLength(1);
      const lying = rowsOf(slices![0]!, count).slice();
      expect(largestDifference(expected.slice(first, first + count), lying)).toBeLessThan(1e-4);
      expect(await read()).toEqual(lying);
      expect(lying).toHaveLength(count * VOCABULARY);
    }
    expect(seen).toEqual([0, 4, 4, 2]);
    expect(stands.map(({ freed }) => freed)).toEqual([1]);
  });

  it('frees them once: unread, left early, stopped, or where they are not of the vocabulary', async () => {
    const { network, stands } = await openElsewhere(4);
    for await (const _ of network.pass(IDS, ROWS));
    for await (const _ of network.pass(IDS, ROWS)) break;
    expect(stands.map(({ freed }) => freed)).toEqual([1, 1]);

    const stop = new AbortController();
    const pass = network.pass(IDS, ROWS, stop.signal);
    await pass.next();
    stop.abort();
    await expect(pass.next()).rejects.toMatchObject({ code: 'aborted' });
    await expect(network.pass(IDS, ROWS, stop.signal).next()).rejects.toMatchObject({ code: 'aborted' });
    expect(stands.map(({ freed }) => freed)).toEqual([1, 1, 1]);

    const { runtime, stands: others } = elsewhere(openNodeRuntime(folder, 1));
    const wider = { vocabularySize: VOCABULARY + 1 };
    const message = `The head of the model scores ${VOCABULARY} tokens, not ${VOCABULARY + 1}.`;
    await expect((await open(runtime, 4, wider)).pass(IDS, ROWS).next()).rejects.toMatchObject({
      code: 'bad-graph',
      message,
    });
    expect(others.map(({ freed }) => freed)).toEqual([1]);
  });

  it('runs two passes in turns', async () => {
    const { network, stands } = await openElsewhere(2);
    const { expected } = await model();
    const passes = [network.pass(IDS, ROWS), network.pass(IDS, ROWS)];
    for (let first = 0; first < ROWS.length; first += 2) {
      for (const pass of passes) {
        const { value: chunk } = await pass.next();
        expect(largestDifference(expected.slice(first, first + 2), await chunk!.read())).toBeLessThan(1e-4);
      }
    }
    for (const pass of passes) expect((await pass.next()).done).toBe(true);
    expect(stands.map(({ freed }) => freed)).toEqual([1, 1]);
  });
});
