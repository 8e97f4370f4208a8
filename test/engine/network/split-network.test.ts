/** A tiny model in parts of one layer each, run by onnxruntime-node, beside the same model whole and the plain pass. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { afterAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../../src/cli/node-engine.ts';
import { folderSource, openNodeRuntime } from '../../../src/cli/node-runtime.ts';
import { convert } from '../../../src/convert/convert.ts';
import { decode } from '../../../src/decode/decode.ts';
import { defaultSampling } from '../../../src/decode/request.ts';
import type { DecodeRequest, MaskPredictor, StatsRequest, StepRecord } from '../../../src/decode/types.ts';
import type { GraphRuntime } from '../../../src/engine/network/graph-runtime.ts';
import { allLogits, type Network } from '../../../src/engine/network/network.ts';
import { openNetwork } from '../../../src/engine/network/open-network.ts';
import { openSplitNetwork } from '../../../src/engine/network/split-network.ts';
import { createSessionPredictor } from '../../../src/engine/session-predictor.ts';
import type { Quantisation } from '../../../src/model/manifest.ts';
import { largestDifference, TINY, writeTiny } from '../../convert/fixture.ts';
import { plainForward } from '../../oracle/plain-forward.ts';

const IDS = [7, 9, 12, 3, 3, 39, 0, 3, 21, 3];
const ROWS = [0, 1, 3, 4, 7, 9];
const VOCABULARY = TINY.vocab_size;

const all = mkdtempSync(join(tmpdir(), 'diffuscope-'));
afterAll(() => rmSync(all, { recursive: true, force: true }));

const made = new Map<Quantisation, ReturnType<typeof makeFolders>>();
/** Both layouts of one checkpoint. */
function folders(quantisation: Quantisation) {
  if (!made.has(quantisation)) made.set(quantisation, makeFolders(quantisation));
  return made.get(quantisation)!;
}

async function makeFolders(quantisation: Quantisation) {
  const { folder, weights } = writeTiny({ ...TINY, num_hidden_layers: 3 });
  const [whole, split] = [join(all, `${quantisation}-whole`), join(all, `${quantisation}-split`)];
  await convert({ checkpoint: folder, out: whole, variants: [quantisation], layout: 'whole' });
  const manifest = await convert({
    ...{ checkpoint: folder, out: split, variants: [quantisation], layout: 'split', partBytes: 1 },
  });
  return { whole, split, manifest, weights };
}

async function openFolder(folder: string, quantisation: Quantisation): Promise<Network> {
  const manifest = await readManifest(folder);
  const source = folderSource(folder, manifest);
  const runtime = openNodeRuntime(folder, 1);
  return openNetwork(runtime, manifest, manifest.variants[quantisation]!, { loading: source, source });
}

/** The runtime, with every run counted and every tensor that a run made kept. */
function watched(runtime: GraphRuntime) {
  const runs: string[] = [];
  const made: Tensor[] = [];
  const released: string[] = [];
  const watching: GraphRuntime = {
    ...runtime,
    async open(files, source, outputs) {
      const session = await runtime.open(files, source, outputs);
      return {
        async run(feeds: InferenceSession.FeedsType) {
          runs.push(files.graph.name);
          const outputsOfRun = await session.run(feeds);
          made.push(...Object.values(outputsOfRun));
          return outputsOfRun;
        },
        async release() {
          released.push(files.graph.name);
          await session.release();
        },
      };
    },
  };
  return { runtime: watching, runs, made, released };
}

async function openWatched(quantisation: Quantisation = 'f32', rowsAtOnce?: number) {
  const { split, manifest, weights } = await folders(quantisation);
  const watch = watched(openNodeRuntime(split, 1));
  const variant = manifest.variants[quantisation]!;
  const network = await openSplitNetwork(
    watch.runtime,
    manifest.architecture,
    { ...variant, embedding: variant.embedding! },
    folderSource(split, manifest),
    { rowsAtOnce },
  );
  return { ...watch, network, weights };
}

const logitsOf = (network: Network, ids = IDS, rows = ROWS) =>
  allLogits(network, Int32Array.from(ids), Int32Array.from(rows));

const canvas = { prompt: Int32Array.of(7, 9, 12), tokens: Int32Array.of(3, 3, 39, 0, 3, 21, 3), maskId: 3 };
const question: StatsRequest = {
  positions: Int32Array.of(0, 1, 4, 6),
  candidates: 4,
  sampling: { ...defaultSampling, temperature: 0.7 },
  uniforms: Float64Array.of(0.1, 0.9, 0.4, 0.6),
};

describe('a pass in parts', () => {
  it('equals the plain pass, one row at a time, some or all at once', async () => {
    for (const rowsAtOnce of [1, 4, undefined]) {
      const { network, weights, runs } = await openWatched('f32', rowsAtOnce);
      const expected = plainForward({ ...TINY, num_hidden_layers: 3 }, weights, IDS, ROWS);
      expect(largestDifference(expected, await logitsOf(network))).toBeLessThan(1e-4);
      const heads = Math.ceil(ROWS.length / (rowsAtOnce ?? ROWS.length));
      expect(runs).toEqual([
        ...['f32-layers-0-0.onnx', 'f32-layers-1-1.onnx', 'f32-layers-2-2.onnx'],
        ...Array.from({ length: heads }, () => 'f32-head.onnx'),
      ]);
    }
  });

  it('frees every tensor that a part made: at its end, when it is left early, stopped, or fails', async () => {
    const { network, made, runs } = await openWatched('f32', 2);
    const allFreed = () => made.every(({ location }) => location === 'none');
    await logitsOf(network);
    expect(made).toHaveLength(3 + 3);
    expect(allFreed()).toBe(true);

    for await (const _ of network.pass(Int32Array.from(IDS), Int32Array.from(ROWS))) break;
    expect(allFreed()).toBe(true);

    const signal = {
      get aborted() {
        return runs.length > 12;
      },
    };
    const stopped = network.pass(Int32Array.from(IDS), Int32Array.from(ROWS), signal);
    await expect(stopped.next()).rejects.toMatchObject({ code: 'aborted' });
    expect(runs).toHaveLength(13);
    expect(allFreed()).toBe(true);

    // A row that is no token of the sequence.
    await expect(logitsOf(network, IDS, [0, 1, 2, 99])).rejects.toMatchObject({ code: 'bad-graph' });
    expect(allFreed()).toBe(true);
  });

  it('is stopped within one part, and the decode with it ends as stopped', async () => {
    const { network, runs } = await openWatched();
    const stop = new AbortController();
    const predict = createSessionPredictor(network, VOCABULARY);
    const counting: MaskPredictor = (...asked) => {
      queueMicrotask(() => stop.abort());
      return predict(...asked);
    };
    const steps = decode(counting, requestOf({}), { signal: stop.signal });
    expect(await steps.next()).toEqual({ done: true, value: 'stopped' });
    expect(runs.length).toBeLessThanOrEqual(1);
  });

  it('releases all sessions', async () => {
    const { network, released } = await openWatched();
    await network.release();
    expect(released).toHaveLength(4);
  });
});

describe('opening', () => {
  it('frees the parts that are open when a later one fails', async () => {
    const { split, manifest } = await folders('f32');
    const { runtime, released } = watched(openNodeRuntime(split, 1));
    const variant = manifest.variants.f32!;
    const lost = { ...variant.parts[2]!, graph: { ...variant.parts[2]!.graph, name: 'nowhere.onnx' } };
    const parts = [...variant.parts.slice(0, 2), lost, variant.parts[3]!];
    const opening = openSplitNetwork(
      runtime,
      manifest.architecture,
      { parts, embedding: variant.embedding! },
      folderSource(split, manifest),
    );
    await expect(opening).rejects.toMatchObject({ code: 'bad-graph' });
    expect(released).toEqual(['f32-layers-0-0.onnx', 'f32-layers-1-1.onnx']);
  });
});

function requestOf(change: Partial<DecodeRequest>): DecodeRequest {
  return {
    ...{ prompt: Int32Array.of(7, 9, 12), maskId: 3, canvasLength: 12, steps: 12, blockLength: 12 },
    ...{ strategy: 'entropy', schedule: 'dream', eps: 1e-3, skipEmptySteps: false, algTemp: 0 },
    ...{ sampling: { ...defaultSampling, suppressMask: true }, candidates: 4, seed: '5' },
    ...change,
  };
}

describe('a decode in Node', () => {
  const cases: [string, Partial<DecodeRequest>][] = [
    ['at temperature 0', {}],
    ['with a seed', { sampling: { ...defaultSampling, suppressMask: true, temperature: 0.8, topP: 0.9 } }],
    ['with guidance', { sampling: { ...defaultSampling, suppressMask: true, guidance: 1.5 } }],
    ['that compares with the pass before', { strategy: 'klass-dream' }],
    ['with credit', { strategy: 'credit', schedule: 'llada' }],
  ];
  it.each(cases)('%s makes of the parts what it makes of the whole', async (_, change) => {
    const { whole, split } = await folders('f32');
    const stepsOf = async (folder: string) => {
      const predict = createSessionPredictor(await openFolder(folder, 'f32'), VOCABULARY);
      const steps: StepRecord[] = [];
      for await (const step of decode(predict, requestOf(change))) steps.push(step);
      return steps;
    };
    const [expected, steps] = [await stepsOf(whole), await stepsOf(split)];
    expect(steps.map(({ unmask }) => unmask)).toEqual(expected.map(({ unmask }) => unmask));
    for (const [i, { stats }] of steps.entries()) {
      for (const [j, entropy] of stats.entropy.entries())
        expect(entropy).toBeCloseTo(expected[i]!.stats.entropy[j]!, 4);
    }
  });

  it('answers in chunks what it answers at once', async () => {
    const asked: Partial<StatsRequest>[] = [
      {},
      { divergence: { restart: true } },
      { divergence: { restart: false } },
      { credit: { decay: 0.6, boost: 0.5, weight: 1, restart: true } },
      { credit: { decay: 0.6, boost: 0.5, weight: 1, restart: false } },
      { maskMass: Float64Array.of(0.2, 0, 0.9, 0.5) },
      { held: true, gap: true },
    ];
    const { network: atOnce } = await openWatched();
    const { network: inChunks } = await openWatched('f32', 3);
    const [one, many] = [atOnce, inChunks].map((network) => createSessionPredictor(network, VOCABULARY));
    for (const extra of asked) {
      const [expected, stats] = [
        await one!(canvas, { ...question, ...extra }),
        await many!(canvas, { ...question, ...extra }),
      ];
      expect(stats).toEqual(expected);
    }
  });
});

it('u8 and q4 in parts are as their whole graphs are', async () => {
  for (const quantisation of ['u8', 'q4'] as const) {
    const { whole, split } = await folders(quantisation);
    const expected = await logitsOf(await openFolder(whole, quantisation));
    const actual = await logitsOf(await openFolder(split, quantisation));
    // u8 rounds the input of each layer by one scale; a difference in its last place can turn a code.
    expect(largestDifference([Float64Array.from(expected)], actual)).toBeLessThan(quantisation === 'u8' ? 0.2 : 1e-4);
  }
});
