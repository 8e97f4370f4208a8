/**
 * What test/e2e/gpu-head.spec.ts and scripts/bench.js call in the page: the same logits through the decode head on the
 * CPU and the one on the GPU.
 */
import { createHead } from '../../../src/decode/head.ts';
import type { Canvas, PositionStats } from '../../../src/decode/types.ts';
import { createGpuHead, type GpuHead } from '../../../src/engine/head/gpu-head.ts';
import type { LogitsSlice } from '../../../src/engine/network/network.ts';
import { findGpu, openDevice } from '../../../src/engine/providers.ts';
import { type HeadCase, logitsOf, MASK, requestOf } from './head-cases.ts';
import { outcome } from './outcome.ts';

export interface Comparison {
  /** Rows whose drawn token, and places of the ranked lists whose id, is another. */
  readonly otherTokens: number;
  readonly otherIds: number;
  /** Largest |CPU − GPU| of each score. */
  readonly deviations: Readonly<Record<string, number>>;
  /** Different tokens drawn: 1 would be no test of the draw. */
  readonly distinctTokens: number;
  /** From GPU memory. */
  readonly bytesRead: number;
}

const STEP_ROWS = 256;

/** As the engine has it, which gets no subgroups of a software adapter; or with them, for the head alone. */
async function anyDevice(subgroups = false) {
  const gpu = await findGpu();
  if (gpu.kind !== 'adapter') throw new Error('this test needs a WebGPU adapter');
  const { adapter, software } = gpu;
  const device = await (subgroups
    ? adapter.requestDevice({ requiredFeatures: ['subgroups'] })
    : openDevice(adapter, software));
  return { ...gpu, device };
}

async function createHeadPage() {
  const { device: plainDevice, name, software } = await anyDevice();
  const { device: subgroupDevice } = await anyDevice(true);
  const deviceOf = ({ subgroups }: HeadCase): GPUDevice => (subgroups ? subgroupDevice : plainDevice);
  const problems: string[] = [];
  for (const device of [plainDevice, subgroupDevice]) {
    device.addEventListener('uncapturederror', ({ error }) => problems.push(error.message));
  }
  const heads = new Map<string, Promise<GpuHead>>();
  /** Pipelines are made once for a vocabulary, as the engine makes them once for a model. */
  const headOf = (sample: HeadCase): Promise<GpuHead> => {
    const { vocabularySize, hardware, subgroups } = sample;
    const device = deviceOf(sample);
    const key = JSON.stringify({ vocabularySize, hardware, subgroups });
    // A device that does not tell what it is counts as one of hardware.
    if (hardware) Object.defineProperty(device, 'adapterInfo', { configurable: true, value: undefined });
    if (!heads.has(key)) heads.set(key, createGpuHead(device, { vocabularySize, background }));
    Reflect.deleteProperty(device, 'adapterInfo');
    return heads.get(key)!;
  };

  async function bothHeads(sample: HeadCase) {
    const { vocabularySize } = sample;
    const gpuHead = await headOf(sample);
    const logits = logitsOf(sample);
    const [canvas, request] = [canvasOf(sample), requestOf(sample)];
    if (!gpuHead.answers(request)) throw new Error('not answered');
    const device = deviceOf(sample);
    const slices = slicesOf(device, logits, sample);
    return {
      device,
      slices,
      onCpu: async () => createHead(vocabularySize, background)({ logits }, canvas, request),
      onGpu: () => gpuHead.statistics(slices, canvas, request),
      free: () => {
        for (const { buffer } of slices) buffer.destroy();
        if (problems.length > 0) throw new Error(problems.join('; '));
      },
    };
  }

  return {
    compare: async (sample: HeadCase): Promise<Comparison> => {
      const { onCpu, onGpu, free } = await bothHeads(sample);
      const cpu = await onCpu();
      const bytesRead = countReads();
      const result = comparison(cpu, await onGpu());
      free();
      return { ...result, bytesRead: bytesRead() };
    },

    errors: async (sample: HeadCase) => {
      const { onCpu, onGpu, free } = await bothHeads(sample);
      const errors = { cpu: (await outcome(onCpu)).error, gpu: (await outcome(onGpu)).error };
      free();
      return errors;
    },

    /** What a question comes to whose device goes while it is answered. */
    loseDevice: async (sample: HeadCase): Promise<string> => {
      const { device: lost } = await anyDevice();
      const gpuHead = await createGpuHead(lost, { vocabularySize: sample.vocabularySize });
      const slices = slicesOf(lost, logitsOf(sample), sample);
      const asked = gpuHead.statistics(slices, canvasOf(sample), requestOf(sample));
      lost.destroy();
      return asked.then(
        () => 'answered',
        () => 'rejected',
      );
    },

    /** Medians over rounds, in milliseconds for one row, and what a step of 256 rows brings to JavaScript. */
    measure: async (sample: HeadCase, rounds: number) => {
      const { device, slices, onCpu, onGpu, free } = await bothHeads({ ...sample, subgroups: false });
      const withSubgroups = await bothHeads({ ...sample, subgroups: true });
      const works = {
        gpuHead: onGpu,
        gpuHeadWithSubgroups: withSubgroups.onGpu,
        readLogits: () => readBack(device, slices),
        cpuHead: onCpu,
      };
      const bytesRead = countReads();
      await onGpu();
      const headBytes = bytesRead();
      await withSubgroups.onGpu();
      const millis = Object.fromEntries(Object.keys(works).map((work) => [work, [] as number[]]));
      for (let round = 0; round < rounds; round++) {
        for (const [work, run] of Object.entries(works)) millis[work]!.push(await millisOf(run));
      }
      free();
      withSubgroups.free();
      const perRow = (work: keyof typeof works): number =>
        millis[work]!.toSorted((a, b) => a - b)[rounds >> 1]! / sample.rows;
      return {
        adapter: name,
        software,
        millisPerRow: {
          gpuHead: perRow('gpuHead'),
          gpuHeadWithSubgroups: perRow('gpuHeadWithSubgroups'),
          readLogits: perRow('readLogits'),
          cpuHead: perRow('cpuHead'),
        },
        /** Of their fastest rounds; below 1 subgroups are faster. */
        subgroupsOverWithout: Math.min(...millis['gpuHeadWithSubgroups']!) / Math.min(...millis['gpuHead']!),
        bytesPerStep: {
          rows: STEP_ROWS,
          head: (headBytes / sample.rows) * STEP_ROWS,
          logits: STEP_ROWS * sample.vocabularySize * 4,
        },
      };
    },
  };
}

const background = Float64Array.from({ length: 152_064 }, (_, id) => 1 / (id + 1));

/** Every second position holds a token. */
function canvasOf({ rows, vocabularySize }: HeadCase): Canvas {
  const tokens = Int32Array.from({ length: rows }, (_, j) => (j % 2 === 0 ? MASK : (j * 7) % vocabularySize));
  return { prompt: new Int32Array(0), tokens, maskId: MASK };
}

function slicesOf(device: GPUDevice, logits: Float32Array, { vocabularySize, width, rows, firstRow = 0 }: HeadCase) {
  const slices: LogitsSlice[] = [];
  for (let first = 0; first < vocabularySize; first += width) {
    const columns = Math.min(width, vocabularySize - first);
    const slice = new Float32Array((firstRow + rows) * columns).fill(Number.NaN);
    for (let j = 0; j < rows; j++) {
      const start = j * vocabularySize + first;
      slice.set(logits.subarray(start, start + columns), (firstRow + j) * columns);
    }
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const buffer = device.createBuffer({ size: slice.byteLength, usage });
    device.queue.writeBuffer(buffer, 0, slice);
    slices.push({ buffer, width: columns, firstRow });
  }
  return slices;
}

/** The logits as JavaScript gets them where the head runs on the CPU. */
async function readBack(device: GPUDevice, slices: readonly { readonly buffer: GPUBuffer }[]): Promise<void> {
  for (const { buffer } of slices) {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const staging = device.createBuffer({ size: buffer.size, usage });
    const commands = device.createCommandEncoder();
    commands.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
    device.queue.submit([commands.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    new Float32Array(staging.getMappedRange()).slice();
    staging.destroy();
  }
}

async function millisOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Counts the bytes of buffers that are mapped for reading, until it is asked for them. */
function countReads(): () => number {
  const { mapAsync } = GPUBuffer.prototype;
  let bytes = 0;
  GPUBuffer.prototype.mapAsync = function (this: GPUBuffer, mode, offset = 0, size = this.size - offset) {
    bytes += size;
    return mapAsync.call(this, mode, offset, size);
  };
  return () => {
    GPUBuffer.prototype.mapAsync = mapAsync;
    return bytes;
  };
}

function comparison(cpu: PositionStats, gpu: PositionStats) {
  const others = (a: Int32Array, b: Int32Array): number => a.reduce((count, id, j) => count + Number(id !== b[j]), 0);
  const names = [
    'topLogProbs',
    'entropy',
    'rawConfidence',
    'confidence',
    'margin',
    'negativeEntropy',
    'held',
    'gap',
    'background',
  ] as const;
  return {
    otherTokens: others(cpu.sampledIds, gpu.sampledIds),
    otherIds: others(cpu.topIds, gpu.topIds),
    distinctTokens: new Set(cpu.sampledIds).size,
    deviations: Object.fromEntries(
      names.filter((name) => cpu[name] !== undefined).map((name) => [name, largestDeviation(cpu[name]!, gpu[name]!)]),
    ),
  };
}

/** NaN where one has a number that the other has not. */
function largestDeviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    // Equal infinities are no deviation; a row that is all −∞ has them.
    if (a[i] !== b[i]) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  }
  return largest;
}

export type HeadPage = Awaited<ReturnType<typeof createHeadPage>>;

declare global {
  interface Window {
    headPage: Promise<HeadPage>;
  }
}

window.headPage = createHeadPage();
