/** What test/e2e/gpu-head.spec.ts calls in the page: the same logits through the head on the CPU and the one on the GPU. */
import { createHead } from '../../../src/decode/head.ts';
import { defaultSampling } from '../../../src/decode/request.ts';
import type { DrawRule, PositionStats, Sampling, StatsRequest } from '../../../src/decode/types.ts';
import { createGpuHead } from '../../../src/engine/head/gpu-head.ts';
import { findGpu, openDevice } from '../../../src/engine/providers.ts';
import { outcome } from './outcome.ts';

export interface HeadCase {
  readonly vocabularySize: number;
  /** Of the slices but the last, which takes the rest. */
  readonly width: number;
  readonly rows: number;
  readonly logits: keyof typeof kinds;
  readonly seed: number;
  readonly candidates?: number;
  readonly sampling?: Partial<Sampling>;
  readonly rule?: DrawRule;
  readonly held?: true;
  readonly gap?: true;
  /** A logit to put in, at one id of a row or at all. */
  readonly spoil?: { readonly row: number; readonly id: number | 'all'; readonly logit: number };
}

export interface Comparison {
  /** Rows whose drawn token, and places of the ranked lists whose id, is another. */
  readonly otherTokens: number;
  readonly otherIds: number;
  /** Largest |CPU − GPU| of each score. */
  readonly deviations: Readonly<Record<string, number>>;
  /** Different tokens drawn: 1 would be no test of the draw. */
  readonly distinctTokens: number;
  readonly bytesRead: number;
  readonly milliseconds: { readonly cpu: number; readonly gpu: number };
}

type Random = () => number;

/** mulberry32. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

const bell = (random: Random): number => (random() + random() + random() + random() - 2) * Math.sqrt(3);

/** A logit, from its id. */
const kinds = {
  flat: (random: Random) => 2 * random() - 1,
  bell: (random: Random) => 3 * bell(random) - 7,
  peaked: (random: Random, id: number) => 2.5 * bell(random) + (id % 997 === 3 ? 12 * random() : 0),
  ties: (random: Random) => Math.round(6 * bell(random)) / 2,
  constant: () => 0.3,
  holes: (random: Random) => (random() < 0.7 ? Number.NEGATIVE_INFINITY : 3 * bell(random)),
  signs: (random: Random) => [0, -0, 1e-40, -1e-40, 1, -3.4028235e38, 2 ** -21][Math.floor(random() * 7)]!,
  far: (random: Random) => 5000 + 3 * bell(random) - (random() < 0.1 ? 9000 : 0),
};

async function createHeadPage() {
  const gpu = await findGpu();
  if (gpu.kind !== 'adapter') throw new Error('this test needs a WebGPU adapter');
  const device = await openDevice(gpu.adapter, gpu.software);
  const problems: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => problems.push(error.message));
  const heads = new Map<number, ReturnType<typeof createGpuHead>>();

  function logitsOf({ vocabularySize, rows, logits: kind, seed, spoil }: HeadCase): Float32Array<ArrayBuffer> {
    const random = randomOf(seed);
    const logits = Float32Array.from({ length: rows * vocabularySize }, (_, i) =>
      kinds[kind](random, i % vocabularySize),
    );
    if (spoil !== undefined) {
      const row = logits.subarray(spoil.row * vocabularySize, (spoil.row + 1) * vocabularySize);
      if (spoil.id === 'all') row.fill(spoil.logit);
      else row[spoil.id] = spoil.logit;
    }
    return logits;
  }

  function slicesOf(logits: Float32Array, { vocabularySize, width, rows }: HeadCase) {
    const slices: { buffer: GPUBuffer; width: number }[] = [];
    for (let first = 0; first < vocabularySize; first += width) {
      const columns = Math.min(width, vocabularySize - first);
      const slice = new Float32Array(rows * columns);
      for (let j = 0; j < rows; j++) {
        const start = j * vocabularySize + first;
        slice.set(logits.subarray(start, start + columns), j * columns);
      }
      const buffer = device.createBuffer({
        size: slice.byteLength,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
      });
      device.queue.writeBuffer(buffer, 0, slice);
      slices.push({ buffer, width: columns });
    }
    return slices;
  }

  function requestOf({ rows, candidates = 8, sampling, rule, held, gap, seed }: HeadCase): StatsRequest {
    const random = randomOf(seed + 1);
    return {
      positions: Int32Array.from({ length: rows }, (_, j) => j),
      candidates,
      sampling: { ...defaultSampling, ...sampling },
      uniforms: Float64Array.from({ length: rows }, () => Math.floor(random() * 2 ** 24) / 2 ** 24),
      ...(rule && { rule }),
      ...(held && { held }),
      ...(gap && { gap }),
    };
  }

  async function run(sample: HeadCase) {
    const { vocabularySize, rows } = sample;
    if (!heads.has(vocabularySize)) heads.set(vocabularySize, createGpuHead(device, { vocabularySize }));
    const gpuHead = await heads.get(vocabularySize)!;
    const logits = logitsOf(sample);
    const request = requestOf(sample);
    if (!gpuHead.answers(request)) throw new Error('not answered');
    // Every second position holds a token.
    const tokens = Int32Array.from({ length: rows }, (_, j) => (j % 2 === 0 ? 5 : (j * 7) % vocabularySize));
    const canvas = { prompt: new Int32Array(0), tokens, maskId: 5 };
    const slices = slicesOf(logits, sample);
    await device.queue.onSubmittedWorkDone();
    const start = performance.now();
    const cpu = await outcome(async () => createHead(vocabularySize)({ logits }, canvas, request));
    const middle = performance.now();
    const reads = countReads();
    const onGpu = await outcome(() => gpuHead.statistics(slices, canvas, request));
    const end = performance.now();
    for (const { buffer } of slices) buffer.destroy();
    if (problems.length > 0) throw new Error(problems.join('; '));
    return { cpu, gpu: onGpu, bytesRead: reads(), milliseconds: { cpu: middle - start, gpu: end - middle } };
  }

  return {
    compare: async (sample: HeadCase): Promise<Comparison> => {
      const { cpu, gpu, ...measured } = await run(sample);
      if (cpu.error || gpu.error) throw new Error(`${cpu.error?.message} | ${gpu.error?.message}`);
      return { ...comparison(cpu.value, gpu.value), ...measured };
    },
    errors: async (sample: HeadCase) => {
      const { cpu, gpu } = await run(sample);
      return { cpu: cpu.error, gpu: gpu.error };
    },
  };
}

/** Bytes of buffers that are mapped for reading from now on. */
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
