/** How fast this machine multiplies, measured through the runtime that will run the model. */
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { DiffuscopeError } from '../../model/error.ts';
import type { Quantisation } from '../../model/manifest.ts';
import { type ProbeSize, probeSizes } from '../../model/probe-size.ts';
import { runtimeError } from '../network/runtime-error.ts';
import { threadCount } from '../network/web-runtime.ts';
import { findGpu, openDevice } from '../providers.ts';
import { quantile } from '../quantile.ts';
import { linearBytes } from './needs.ts';
import type { Speed } from './speed.ts';

type Runtime = typeof import('onnxruntime-web/wasm');

export interface ProbeTask {
  readonly provider: 'webgpu' | 'wasm';
  readonly quantisation: Quantisation;
  /** Folder of the runtime's `ort-wasm-*` files, absolute URL ending in `/`. */
  readonly runtimeUrl: string;
  /** Folder of the graphs that `scripts/probes.js` writes, absolute URL ending in `/`. */
  readonly probesUrl: string;
}

/** Time in which products are counted, in seconds, after shaders are compiled and a size is found. */
const MEASURED = 2;
/** Nothing is begun that is expected to take longer, in seconds: a GPU that hangs is taken away by its driver. */
const LONGEST_PRODUCT = 0.6;
/** One batch of products, in seconds: long enough that waiting for it costs nothing. */
const BATCH = 0.1;

/** From what any machine can do to the rows of a canvas in a layer of a 7B. */
const ladder = probeSizes.flatMap((size) => [32, 256].map((rows) => ({ size, rows })));

/** A layer in the runtime. */
interface Layer {
  /** Multiplies `count` times, and resolves when all of it is done. */
  multiply(rows: number, count: number): Promise<void>;
}

/**
 * Climbs to the largest product that takes no longer than 0.6 s (the first run of a size compiles its shaders and does
 * not count), then multiplies for two seconds in batches of about 0.1 s.
 * @param onProgress share of the two seconds, from 0 to 1.
 * @throws DiffuscopeError `no-webgpu`, `network`, `not-found`, `device-lost`, `out-of-memory`, `bad-graph`.
 */
export async function measureSpeed(task: ProbeTask, onProgress: (share: number) => void): Promise<Speed> {
  const { provider, quantisation } = task;
  const open = provider === 'wasm' ? await openWasm(task) : await openWebGpu(task);
  const layers = new Map<string, Layer>();
  const layerOf = async (size: ProbeSize): Promise<Layer> => {
    const there = layers.get(size.name) ?? (await open(size));
    layers.set(size.name, there);
    return there;
  };

  let rate = 0;
  let [top] = ladder;
  for (const rung of ladder) {
    if (rate > 0 && operations(rung) / rate > LONGEST_PRODUCT) break;
    const layer = await layerOf(rung.size);
    await layer.multiply(rung.rows, 1);
    rate = Math.max(rate, operations(rung) / (await seconds(() => layer.multiply(rung.rows, 1))));
    top = rung;
  }
  const layer = await layerOf(top!.size);
  const batch = Math.ceil((BATCH * rate) / operations(top!));
  const rates: number[] = [];
  let elapsed = 0;
  while (elapsed < MEASURED) {
    onProgress(elapsed / MEASURED);
    const taken = await seconds(() => layer.multiply(top!.rows, batch));
    rates.push((batch * operations(top!)) / taken);
    elapsed += taken;
  }
  onProgress(1);
  const { inputs, outputs } = top!.size;
  return {
    provider,
    quantisation,
    slow: quantile(rates, 0.1),
    median: quantile(rates, 0.5),
    fast: quantile(rates, 0.9),
    rows: top!.rows,
    inputs,
    outputs,
    runs: batch * rates.length,
    seconds: elapsed,
  };
}

const operations = ({ size, rows }: { readonly size: ProbeSize; readonly rows: number }) =>
  2 * rows * size.inputs * size.outputs;

async function seconds(work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
}

type LayerOpener = (size: ProbeSize) => Promise<Layer>;

async function openWasm(task: ProbeTask): Promise<LayerOpener> {
  const runtime: Runtime = await import('onnxruntime-web/wasm');
  configure(runtime, task.runtimeUrl, crossOriginIsolated ? threadCount(navigator.hardwareConcurrency) : 1);
  return async (size) => {
    const session = await create(runtime, task, size, { executionProviders: ['wasm'] });
    return {
      multiply: (rows, count) => {
        const x = new runtime.Tensor('float32', floats(rows * size.inputs), [rows, size.inputs]);
        return run(session, x, count);
      },
    };
  };
}

/** Activations stay on the GPU, as between the parts of a model. */
async function openWebGpu(task: ProbeTask): Promise<LayerOpener> {
  const gpu = await findGpu();
  if (gpu.kind !== 'adapter') {
    const why = gpu.kind === 'no-api' ? 'this browser has no WebGPU' : 'the browser offers no GPU';
    throw new DiffuscopeError('no-webgpu', `The GPU cannot be measured: ${why}.`, 'Choose WASM or automatic.');
  }
  const device = await openDevice(gpu.adapter, gpu.software);
  const lost = device.lost.then(({ message, reason }): never => {
    const remedy = 'Load the model again, or choose WASM.';
    throw new DiffuscopeError('device-lost', `The GPU was lost: ${message || reason}`, remedy);
  });
  lost.catch(() => {});
  const runtime: Runtime =
    'Suspending' in WebAssembly ? await import('onnxruntime-web/jspi') : await import('onnxruntime-web/webgpu');
  configure(runtime, task.runtimeUrl, 1);
  return async (size) => {
    const session = await create(runtime, task, size, {
      executionProviders: [{ name: 'webgpu', device }],
      preferredOutputLocation: 'gpu-buffer',
    });
    return {
      multiply: async (rows, count) => {
        const values = floats(rows * size.inputs);
        const gpuBuffer = device.createBuffer({
          size: values.byteLength,
          usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
        });
        device.queue.writeBuffer(gpuBuffer, 0, values);
        await device.queue.onSubmittedWorkDone();
        const x = runtime.Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims: [rows, size.inputs] });
        await Promise.race([lost, run(session, x, count).then(() => device.queue.onSubmittedWorkDone())]);
        gpuBuffer.destroy();
      },
    };
  };
}

function configure(runtime: Runtime, runtimeUrl: string, threads: number): void {
  runtime.env.wasm.wasmPaths = runtimeUrl;
  runtime.env.wasm.numThreads = threads;
  runtime.env.logLevel = 'error';
}

async function create(
  runtime: Runtime,
  { quantisation, probesUrl }: ProbeTask,
  { name, inputs, outputs }: ProbeSize,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const graph = await fetchGraph(new URL(`${quantisation}-${name}.onnx`, probesUrl));
  const weights = floats(Math.ceil(linearBytes(quantisation, outputs, inputs) / 4));
  try {
    return await runtime.InferenceSession.create(graph, {
      ...options,
      externalData: [{ path: 'probe.data', data: new Uint8Array(weights.buffer) }],
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw runtimeError(cause, 'The runtime rejects the graph');
  }
}

async function run(session: InferenceSession, x: Tensor, count: number): Promise<void> {
  try {
    for (let done = 0; done < count; done++) (await session.run({ x }))['y']?.dispose();
  } catch (cause) {
    throw runtimeError(cause, 'The graph does not run');
  }
}

async function fetchGraph(url: URL): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new DiffuscopeError('network', `${url.href} could not be fetched.`, 'Check the connection.', cause);
  });
  if (!response.ok) throw new DiffuscopeError('not-found', `There is no ${url.href}.`, 'Load the page again.');
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Small positive floats with random digits. As weights they are legal wherever the graph cuts them: codes may be any
 * bytes, and no scale is zero, endless or so small that the CPU would slow down.
 */
function floats(length: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, () => 0.005 * (1 + Math.random()));
}
