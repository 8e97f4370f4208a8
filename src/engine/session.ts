/** One network in onnxruntime-web: WASM or WebGPU, opened and run, its failures typed. */
import type { InferenceSession } from 'onnxruntime-web/wasm';
import { DiffuscopeError } from '../model/error.ts';
import type { ModelFile, ModelVariant } from '../model/manifest.ts';
import { type FileContent, type ModelSource, readBytes } from './model-source.ts';
import type { Forward, ShadowForward } from './session-predictor.ts';

type Runtime = typeof import('onnxruntime-web/wasm');

export interface NetworkSession {
  /** Runs the network; calls must not overlap. @throws DiffuscopeError `device-lost`, `out-of-memory`, `bad-graph`. */
  readonly logitsOf: Forward;
  /** Opens the shadow graph of the variant in a session of its own; its calls must not overlap others either. */
  openShadow(source: ModelSource): Promise<ShadowForward>;
  /** For people, e.g. `2 threads` or `jspi`. */
  readonly detail: string;
}

/**
 * Opens a variant on the CPU.
 * @param runtimeUrl folder of the runtime's `ort-wasm-*` files; of the page's origin, or threads cannot start.
 */
export async function openWasmSession(
  runtimeUrl: string,
  variant: ModelVariant,
  source: ModelSource,
): Promise<NetworkSession> {
  const runtime: Runtime = await import('onnxruntime-web/wasm');
  const threads = crossOriginIsolated ? threadCount(navigator.hardwareConcurrency) : 1;
  configure(runtime, runtimeUrl, threads);
  return openGraphs(
    runtime,
    variant,
    source,
    ['wasm'],
    (work) => work(),
    threads === 1 ? '1 thread' : `${threads} threads`,
  );
}

/** Opens a variant on a GPU device of ours, in the JSPI build where the browser can, else in the asyncify build. */
export async function openWebGpuSession(
  runtimeUrl: string,
  variant: ModelVariant,
  source: ModelSource,
  device: GPUDevice,
): Promise<NetworkSession> {
  const jspi = 'Suspending' in WebAssembly;
  const runtime: Runtime = jspi ? await import('onnxruntime-web/jspi') : await import('onnxruntime-web/webgpu');
  configure(runtime, runtimeUrl, 1);
  const provider = { name: 'webgpu', device } as const;
  return openGraphs(runtime, variant, source, [provider], guardDevice(device), jspi ? 'jspi' : 'asyncify');
}

type Guard = <T>(work: () => Promise<T>) => Promise<T>;

async function openGraphs(
  runtime: Runtime,
  variant: ModelVariant,
  source: ModelSource,
  executionProviders: readonly InferenceSession.ExecutionProviderConfig[],
  guarded: Guard,
  detail: string,
): Promise<NetworkSession> {
  const part = onlyPart(variant);
  const { Tensor } = runtime;
  const open = (graph: ModelFile, from: ModelSource) =>
    guarded(() => create(runtime, graph, part.data, from, executionProviders));
  const run = (session: InferenceSession, feeds: InferenceSession.FeedsType) => guarded(() => logits(session, feeds));
  const session = await open(part.graph, source);
  return {
    logitsOf: (inputIds, rows) =>
      run(session, {
        input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
        rows: new Tensor('int32', rows, [rows.length]),
      }),
    async openShadow(from) {
      if (variant.shadow === undefined) throw new Error('no shadow graph');
      const shadow = await open(variant.shadow, from);
      return ({ inputIds, rows, positions, lengths, bias }) =>
        run(shadow, {
          input_ids: new Tensor('int32', inputIds, [1, inputIds.length]),
          rows: new Tensor('int32', rows, [rows.length]),
          position_ids: new Tensor('int64', positions, [1, positions.length]),
          lengths: new Tensor('int64', lengths, [2]),
          attention_bias: new Tensor('float32', bias, [1, Number(lengths[1]), 1, inputIds.length]),
        });
    },
    detail,
  };
}

/**
 * All cores but the page's, 4 at most. The runtime's threads wait by spinning: with one for every core, a page that
 * draws made each pass of the embedded model up to twice as slow as a single thread does it.
 */
export function threadCount(cores: number): number {
  return Math.min(4, Math.max(1, cores - 1));
}

function configure(runtime: Runtime, runtimeUrl: string, threads: number): void {
  runtime.env.wasm.wasmPaths = runtimeUrl;
  runtime.env.wasm.numThreads = threads;
  runtime.env.logLevel = 'error';
}

function onlyPart({ parts }: ModelVariant): ModelVariant['parts'][number] {
  const [part, ...more] = parts;
  if (part !== undefined && more.length === 0) return part;
  const message = `This version runs models of one graph; this one has ${parts.length}.`;
  throw new DiffuscopeError('bad-graph', message, 'Convert the model again into one graph.');
}

async function create(
  runtime: Runtime,
  graph: ModelFile,
  data: readonly ModelFile[],
  source: ModelSource,
  executionProviders: readonly InferenceSession.ExecutionProviderConfig[],
): Promise<InferenceSession> {
  const model = await readBytes(await source.open(graph));
  const externalData: { path: string; data: FileContent }[] = [];
  for (const file of data) externalData.push({ path: file.name, data: await source.open(file) });
  try {
    return await runtime.InferenceSession.create(model, {
      executionProviders,
      externalData,
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw runtimeError(cause, 'The runtime rejects the graph');
  }
}

async function logits(session: InferenceSession, feeds: InferenceSession.FeedsType): Promise<Float32Array> {
  try {
    const { logits: tensor } = await session.run(feeds);
    if (tensor?.type !== 'float32') throw new Error('it has no float32 output "logits"');
    return tensor.data as Float32Array;
  } catch (cause) {
    throw runtimeError(cause, 'The graph does not run');
  }
}

/** The runtime throws plain errors, and after an abort of the WASM module numbers: sorted here by their words. */
export function runtimeError(thrown: unknown, happened: string): DiffuscopeError {
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  if (/out of memory|bad_alloc|allocat|memory access out of bounds|array buffer allocation/i.test(words)) {
    const remedy = 'Close other tabs, choose a smaller quantisation or a shorter canvas, and load the model again.';
    return new DiffuscopeError('out-of-memory', `The model does not fit in memory: ${words}`, remedy, thrown);
  }
  return new DiffuscopeError('bad-graph', `${happened}: ${words}`, 'Convert the model again, or choose WASM.', thrown);
}

/**
 * Fails the work under way, and all later work, once the device is lost or reports an error that nobody caught;
 * the runtime would wait for ever, or go on with wrong numbers. One work at a time.
 */
function guardDevice(device: GPUDevice): Guard {
  let failure: DiffuscopeError | undefined;
  let rejectWork: (error: DiffuscopeError) => void = () => {};
  const fail = (error: DiffuscopeError) => {
    failure ??= error;
    rejectWork(failure);
  };
  void device.lost.then(({ message, reason }) => {
    const why = message || reason;
    fail(new DiffuscopeError('device-lost', `The GPU was lost: ${why}`, 'Load the model again, or choose WASM.'));
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    const words = error instanceof GPUOutOfMemoryError ? 'out of memory' : error.message;
    fail(runtimeError(new Error(words), 'The GPU refuses an operation'));
  });
  return (work) =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure);
      rejectWork = reject;
      // What the runtime says of a lost device is noise, and comes first: let the device speak before it.
      work().then(resolve, (error: unknown) => setTimeout(() => reject(failure ?? error)));
    });
}
