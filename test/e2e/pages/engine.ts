/** What test/e2e/engine-page.ts calls in the page; results are plain JSON, errors are their fields. */
import type { DecodeRequest, StepRecord } from '../../../src/decode/types.ts';
import { createEngine } from '../../../src/engine/client.ts';
import type { LoadedModel, LoadProgress, LoadRequest } from '../../../src/engine/engine.ts';
import { deviationOn } from '../../../src/engine/known-answer.ts';
import { type ModelSource, readBytes } from '../../../src/engine/model-source.ts';
import type { GraphRuntime } from '../../../src/engine/network/graph-runtime.ts';
import { allLogits } from '../../../src/engine/network/network.ts';
import { openNetwork } from '../../../src/engine/network/open-network.ts';
import { openWasmRuntime, openWebGpuRuntime } from '../../../src/engine/network/web-runtime.ts';
import { findGpu, openDevice } from '../../../src/engine/providers.ts';
import { openServedModel } from '../../../src/engine/served-model.ts';
import { shadowSequence } from '../../../src/engine/shadow-sequence.ts';
import type { Quantisation } from '../../../src/model/manifest.ts';
import { type Outcome, outcome } from './outcome.ts';

const runtimeUrl = new URL('/ort/', location.href).href;
const urls = { runtime: runtimeUrl, embedded: new URL('/models/pocket/', location.href).href };
const failingGpu = (name: string) => () =>
  new Worker(new URL('./failing-gpu-worker.ts', import.meta.url), { type: 'module', name });
const workers = {
  'device-lost': failingGpu('lost'),
  'operation-refused': failingGpu('refused'),
  'memory-full': failingGpu('full'),
  boasting: () => new Worker(new URL('./boasting-gpu-worker.ts', import.meta.url), { type: 'module' }),
  'gpu-wrong': () => new Worker(new URL('./wrong-gpu-worker.ts', import.meta.url), { type: 'module' }),
  dying: () => new Worker(new URL('./dying-worker.ts', import.meta.url), { type: 'module' }),
};

export interface PlainRun {
  readonly end: string;
  /** Typed arrays as plain ones. */
  readonly steps: readonly StepRecord[];
  readonly millis: readonly number[];
  /** Bytes that each step brought to JavaScript. */
  readonly bytes: readonly number[];
  /** Longest time between two timer ticks on the page's thread while the run went, in milliseconds. */
  readonly longestBlock: number;
  /** Steps that were reported after `abort()`. */
  readonly stepsAfterAbort: number;
}

const plain = (request: Omit<DecodeRequest, 'prompt'> & { prompt: number[] }): DecodeRequest => ({
  ...request,
  prompt: Int32Array.from(request.prompt),
});

function createTestPage() {
  let engine = createEngine({ urls });
  return {
    useWorker: (kind: keyof typeof workers | 'real') => {
      engine.dispose();
      engine = createEngine(kind === 'real' ? { urls } : { urls, createWorker: workers[kind] });
    },
    dispose: () => engine.dispose(),
    load: (request: LoadRequest): Promise<Outcome<{ model: LoadedModel; progress: LoadProgress[] }>> =>
      outcome(async () => {
        const progress: LoadProgress[] = [];
        const model = await engine.load(request, (each) => progress.push(each));
        return { model, progress };
      }),
    decode: (request: Parameters<typeof plain>[0], abortAtStep = -1): Promise<Outcome<PlainRun>> =>
      outcome(async () => {
        const stop = new AbortController();
        const records: StepRecord[] = [];
        const millis: number[] = [];
        const bytes: number[] = [];
        const clock = watchThread();
        const end = await engine.decode(
          plain(request),
          (record, duration, pass) => {
            records.push(record);
            millis.push(duration);
            bytes.push(pass!.bytesToJavaScript);
            if (record.step === abortAtStep) stop.abort();
          },
          stop.signal,
        );
        return {
          end,
          steps: records.map(plainRecord),
          millis,
          bytes,
          longestBlock: clock(),
          stepsAfterAbort: abortAtStep < 0 ? 0 : records.length - 1 - abortAtStep,
        };
      }),
    /** What a variable holds that is declared without a value in a loop, after one was added to it, in each of 4 rounds. */
    freshVariables: async (): Promise<number[]> => roundsOnGpu(await anyDevice()),
    /** How far the GPU is off the answer that is known. */
    deviation: async (): Promise<number | null> => deviationOn(await bareRuntime('webgpu'), urls.embedded),
    /** Raw logits, without the worker. */
    logits: async (
      modelUrl: string,
      provider: 'wasm' | 'webgpu',
      quantisation: Quantisation,
      inputIds: number[],
      rows: number[],
    ): Promise<number[]> => {
      const { network } = await openBare(modelUrl, provider, quantisation);
      const logits = await allLogits(network, Int32Array.from(inputIds), Int32Array.from(rows));
      await network.release();
      return [...logits];
    },
    /** Raw logits of the graph and of the shadow graph beside it: main rows, then the block's shadow. */
    shadowLogits: async (
      modelUrl: string,
      provider: 'wasm' | 'webgpu',
      quantisation: Quantisation,
      { prompt, tokens, positions, block }: ShadowQuestion,
    ): Promise<{ alone: number[]; shadowed: number[] }> => {
      const { network, source } = await openBare(modelUrl, provider, quantisation);
      const rows = Int32Array.from(positions, (position) => prompt.length + position);
      const alone = [...(await allLogits(network, Int32Array.from([...prompt, ...tokens]), rows))];
      const { tokens: special, logitShift } = source.manifest;
      const canvas = { prompt: Int32Array.from(prompt), tokens: Int32Array.from(tokens), maskId: special.mask };
      const sequence = shadowSequence(canvas, Int32Array.from(positions), block, logitShift);
      return { alone, shadowed: [...(await network.shadowOf!(sequence))] };
    },
  };
}

export interface ShadowQuestion {
  readonly prompt: number[];
  readonly tokens: number[];
  readonly positions: number[];
  readonly block: { readonly start: number; readonly end: number };
}

const runtimes: { [provider in 'wasm' | 'webgpu']?: Promise<GraphRuntime> } = {};
const openOn = (device: GPUDevice) => openWebGpuRuntime(runtimeUrl, device);

/** One for all that the page asks: shaders are compiled once for a device. */
function bareRuntime(provider: 'wasm' | 'webgpu'): Promise<GraphRuntime> {
  runtimes[provider] ??= provider === 'wasm' ? openWasmRuntime(runtimeUrl) : anyDevice().then(openOn);
  return runtimes[provider];
}

async function openBare(modelUrl: string, provider: 'wasm' | 'webgpu', quantisation: Quantisation) {
  const served = await openServedModel(modelUrl);
  // As from a disk, which each build of the runtime reads in its own way; what was fetched is tried by `load`.
  const source: ModelSource =
    provider === 'wasm'
      ? served
      : { ...served, open: async (file) => new Blob([await readBytes(await served.open(file))]) };
  const variant = source.manifest.variants[quantisation]!;
  const runtime = await bareRuntime(provider);
  return { source, network: await openNetwork(runtime, source.manifest, variant, { loading: source, source }) };
}

/** Typed arrays would arrive in the spec as objects with keys. */
function plainRecord(record: StepRecord): StepRecord {
  const plainValue = (_: string, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value;
  return JSON.parse(JSON.stringify(record, plainValue)) as StepRecord;
}

async function anyDevice(): Promise<GPUDevice> {
  const gpu = await findGpu();
  if (gpu.kind !== 'adapter') throw new Error('this test needs a WebGPU adapter');
  return openDevice(gpu.adapter, gpu.software);
}

async function roundsOnGpu(device: GPUDevice): Promise<number[]> {
  const code = `@group(0) @binding(0) var<storage, read_write> sums : array<f32>;
    @compute @workgroup_size(1) fn main() {
      for (var round = 0u; round < 4u; round++) { var sum : f32; sum += 1.0; sums[round] = sum; }
    }`;
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const sums = device.createBuffer({ size: 16, usage: STORAGE | COPY_SRC });
  const staging = device.createBuffer({ size: 16, usage: COPY_DST | MAP_READ });
  const layout = pipeline.getBindGroupLayout(0);
  const commands = device.createCommandEncoder();
  const pass = commands.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer: sums } }] }));
  pass.dispatchWorkgroups(1);
  pass.end();
  commands.copyBufferToBuffer(sums, 0, staging, 0, 16);
  device.queue.submit([commands.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  return [...new Float32Array(staging.getMappedRange())];
}

/** Starts a 1 ms timer; the function returned stops it and gives the longest gap. */
function watchThread(): () => number {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

export type TestPage = ReturnType<typeof createTestPage>;

declare global {
  interface Window {
    testPage: TestPage;
  }
}

window.testPage = createTestPage();
