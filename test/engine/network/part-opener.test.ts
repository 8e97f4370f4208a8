/** Parts in f16 or f32 on onnxruntime-node, which rounds to 16 bits what its kernels give. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decode } from '../../../src/decode/decode.ts';
import { defaultSampling } from '../../../src/decode/request.ts';
import type { StepRecord } from '../../../src/decode/types.ts';
import { allLogits, type Network } from '../../../src/engine/network/network.ts';
import { openNetwork } from '../../../src/engine/network/open-network.ts';
import { changeError, type HalfUse } from '../../../src/engine/network/part-opener.ts';
import { createSessionPredictor } from '../../../src/engine/session-predictor.ts';
import { convertHalves, watchedHalves } from './half-model.ts';

const all = mkdtempSync(join(tmpdir(), 'diffuscope-'));
afterAll(() => rmSync(all, { recursive: true, force: true }));

const PROBE = Int32Array.of(7, 9, 12, 3, 3, 39, 0, 3, 21, 3);
const ROWS = Int32Array.of(0, 3, 4, 9);

async function openModel(name: string, half: HalfUse, overflowing?: number) {
  const model = await prepareModel(name, overflowing);
  return { ...model, network: await model.open(half) };
}

async function prepareModel(name: string, overflowing?: number) {
  const folder = join(all, name);
  const manifest = await convertHalves(folder, overflowing);
  const watch = watchedHalves(folder, manifest);
  const files = { loading: watch.source, source: watch.source };
  let parts = 0;
  const options = { onPart: () => parts++ };
  return {
    ...watch,
    folder,
    parts: () => parts,
    open: (half: HalfUse) => openNetwork(watch.runtime, manifest, manifest.variants.q4!, files, { ...options, half }),
  };
}

const tried: HalfUse = { kind: 'tried', probe: PROBE };
const [f32, half] = [
  (layer: number) => `q4-layers-${layer}-${layer}.onnx`,
  (layer: number) => `q4-layers-${layer}-${layer}-half.onnx`,
];

async function differenceOf(one: Network, other: Network): Promise<number> {
  const [a, b] = [await allLogits(one, PROBE, ROWS), await allLogits(other, PROBE, ROWS)];
  return Math.max(...a.map((logit, i) => Math.abs(logit - b[i]!)));
}

describe('a trial', () => {
  it('keeps f16 where it agrees, with one graph of a part open at a time and each file opened once', async () => {
    const { network, opened, files, parts } = await openModel('agrees', tried);
    expect(network.halves).toEqual({ groups: 3, names: ['layers-0-0', 'layers-1-1', 'layers-2-2'] });
    expect(opened).toEqual([
      ...[f32(0), half(0)].map((name) => [name, 1]),
      ...[f32(1), half(1)].map((name) => [name, 2]),
      ...[f32(2), half(2)].map((name) => [name, 3]),
      ['q4-head.onnx', 4],
    ]);
    expect(parts()).toBe(4);
    expect(new Set(files).size).toBe(files.length);
    const { network: exact } = await openModel('exact', { kind: 'none' });
    expect(exact.halves).toBeUndefined();
    const difference = await differenceOf(network, exact);
    // Logits are of the order of 10.
    expect(difference).toBeLessThan(0.02);
    expect(difference).toBeGreaterThan(1e-4);
  });

  it('keeps f32 for the part that overflows alone, and the decode is that of f32', async () => {
    const { network, opened, sessions } = await openModel('overflows', tried, 1);
    expect(network.halves).toEqual({ groups: 3, names: ['layers-0-0', 'layers-2-2'] });
    const names = [f32(0), half(0), f32(1), half(1), f32(1), f32(2), half(2), 'q4-head.onnx'];
    expect(opened.map(([name]) => name)).toEqual(names);
    expect(sessions()).toBe(4);
    const { network: exact } = await openModel('overflows-exact', { kind: 'none' }, 1);
    const committed = async (from: Network) => {
      const steps: StepRecord[] = [];
      const request = {
        ...{ prompt: Int32Array.of(7, 9, 12), maskId: 3, canvasLength: 12, steps: 12, blockLength: 12 },
        ...({ strategy: 'entropy', schedule: 'dream', eps: 1e-3, skipEmptySteps: false, algTemp: 0 } as const),
        ...{ sampling: { ...defaultSampling, suppressMask: true }, candidates: 4, seed: '5' },
      };
      for await (const step of decode(createSessionPredictor(from, 40), request)) steps.push(step);
      return steps.map(({ unmask }) => unmask);
    };
    expect(await committed(network)).toEqual(await committed(exact));
  });

  it('keeps f32 where the graph in f16 cannot be opened', async () => {
    const { folder, open, sessions } = await prepareModel('damaged');
    writeFileSync(join(folder, half(1)), 'no graph');
    expect((await open(tried)).halves!.names).toEqual(['layers-0-0', 'layers-2-2']);
    expect(sessions()).toBe(4);
  });

  it('fails where the other graph does, and frees what is open', async () => {
    const { folder, open, sessions } = await prepareModel('lost');
    writeFileSync(join(folder, f32(1)), 'no graph');
    await expect(open(tried)).rejects.toMatchObject({ code: 'bad-graph' });
    expect(sessions()).toBe(0);
  });
});

it('parts that are named are opened once, in f16', async () => {
  const { network, opened } = await openModel('named', { kind: 'named', parts: ['layers-1-1', 'head', 'nowhere'] });
  expect(opened.map(([name]) => name)).toEqual([f32(0), half(1), f32(2), 'q4-head.onnx']);
  expect(network.halves).toEqual({ groups: 3, names: ['layers-1-1'] });
  await network.warmUp(PROBE);
});

it('an overflow that a trial did not meet ends the decode', async () => {
  const { network } = await openModel('overflows-later', { kind: 'named', parts: ['layers-1-1'] }, 1);
  const predict = createSessionPredictor(network, 40);
  const canvas = { prompt: Int32Array.of(7, 9), tokens: Int32Array.of(3, 3, 3), maskId: 3 };
  const asked = { positions: Int32Array.of(1, 2), candidates: 2, sampling: defaultSampling, uniforms: null };
  await expect(predict(canvas, asked)).rejects.toMatchObject({
    code: 'bad-graph',
    message: "The model's output at position 1 is not a distribution: it holds NaN or infinity.",
    remedy: expect.stringContaining('Choose WebGPU without f16'),
  });
});

describe('the error of a change', () => {
  const [before, exact] = [Float32Array.of(1, 2, 100, 100), Float32Array.of(4, 6, 100, 101)];
  // By hand: the first position changes by (3, 4), of length 5; the second by (0, 1).
  it.each([
    [[4, 6, 100, 101], 0],
    [[4.5, 6, 100, 101], 0.1],
    [[4.5, 6, 100.25, 101], 0.25],
    [[4, 6, 100, Number.NaN], Number.POSITIVE_INFINITY],
    [[4, Number.POSITIVE_INFINITY, 100, 101], Number.POSITIVE_INFINITY],
  ])('%j', (other, error) => expect(changeError(before, exact, Float32Array.from(other), 2)).toBeCloseTo(error, 6));

  it('has no measure where nothing changes', () => {
    expect(changeError(before, before, before, 2)).toBe(0);
    expect(changeError(before, before, exact, 2)).toBe(Number.POSITIVE_INFINITY);
  });
});
