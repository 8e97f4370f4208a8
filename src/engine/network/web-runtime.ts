/** onnxruntime-web: graphs on WASM or on a GPU device of ours, opened and run, its failures typed. */
import type { InferenceSession } from 'onnxruntime-web/wasm';
import { DiffuscopeError } from '../../model/error.ts';
import { type FileContent, type ModelSource, readBytes } from '../model-source.ts';
import { createTurn } from '../turn.ts';
import type { GraphFiles, GraphRuntime } from './graph-runtime.ts';
import { runtimeError } from './runtime-error.ts';
import { StreamedFile } from './streamed-file.ts';

type Runtime = typeof import('onnxruntime-web/wasm');

/** @param runtimeUrl folder of the runtime's `ort-wasm-*` files; of the page's origin, or threads cannot start. */
export async function openWasmRuntime(runtimeUrl: string): Promise<GraphRuntime> {
  const runtime: Runtime = await import('onnxruntime-web/wasm');
  const threads = crossOriginIsolated ? threadCount(navigator.hardwareConcurrency) : 1;
  configure(runtime, runtimeUrl, threads);
  return graphRuntime(runtime, {
    provider: 'wasm',
    guarded: (work) => work(),
    // A run holds the thread to its end: a turn lets the worker see that it was told to stop.
    settled: createTurn(),
    detail: threads === 1 ? '1 thread' : `${threads} threads`,
  });
}

/**
 * The JSPI build where the browser can, else the asyncify build. In the former, weights stream from a Blob to the GPU
 * without passing through the heap; the latter reads the whole Blob first, so that a part's data is in the heap while
 * the part is opened.
 */
export async function openWebGpuRuntime(runtimeUrl: string, device: GPUDevice): Promise<GraphRuntime> {
  const jspi = 'Suspending' in WebAssembly;
  const runtime: Runtime = jspi ? await import('onnxruntime-web/jspi') : await import('onnxruntime-web/webgpu');
  configure(runtime, runtimeUrl, 1);
  return graphRuntime(runtime, {
    device,
    // Freed buffers are kept by buckets of sizes, a few of each. `simple` keeps every size that ever was: less at first,
    // but the rows asked for and the length of a text differ from step to step, and each would leave its buffers behind.
    provider: { name: 'webgpu', device, storageBufferCacheMode: 'bucket' },
    guarded: guardDevice(device),
    settled: () => device.queue.onSubmittedWorkDone(),
    ...(jspi && { contentOf: (file: Blob) => new StreamedFile(file) }),
    detail: jspi ? 'jspi' : 'asyncify',
  });
}

const ERRORS: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];

/** Work, guarded or not, whose errors on the device are its own: nobody else hears of them. */
async function watched<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  for (const filter of ERRORS) device.pushErrorScope(filter);
  const settled = await Promise.allSettled([work()]);
  const errors = await Promise.all(ERRORS.map(() => device.popErrorScope()));
  const error = errors.find((each) => each !== null);
  const [end] = settled;
  if (end.status === 'rejected') throw end.reason;
  if (error) throw runtimeError(new Error(error.message), 'The GPU refuses an operation');
  return end.value;
}

/** How long after a failed work it may still be said that the device was lost: the two come by different ways. */
const LAST_WORDS_MILLIS = 500;

type Guard = <T>(work: () => Promise<T>) => Promise<T>;

interface Manner {
  readonly provider: InferenceSession.ExecutionProviderConfig;
  readonly guarded: Guard;
  /** When all that was asked for is computed. */
  readonly settled: () => Promise<void>;
  /** What stands for a file on the disk; default: the file, which is read whole. */
  readonly contentOf?: (file: Blob) => Blob;
  readonly detail: string;
  readonly device?: GPUDevice;
}

function graphRuntime(runtime: Runtime, manner: Manner): GraphRuntime {
  const { provider, guarded, settled, contentOf = (file) => file, detail, device } = manner;
  const typed = <T>(happened: string, work: () => Promise<T>): Promise<T> =>
    guarded(() =>
      work().catch((cause: unknown) => {
        throw runtimeError(cause, happened);
      }),
    );
  return {
    Tensor: runtime.Tensor,
    detail,
    version: runtime.env.versions.web ?? '',
    async open(files, source, outputs) {
      const { graph, externalData } = await openFiles(files, source, contentOf);
      const session = await typed('The runtime rejects the graph', () =>
        runtime.InferenceSession.create(graph, {
          executionProviders: [provider],
          externalData,
          logSeverityLevel: 3,
          // Casts of weights would be computed while the graph is opened, and pass through the heap on their way.
          extra: { optimization: { disable_specified_optimizers: 'ConstantFolding' } },
          ...(device && outputs === 'stay' && { preferredOutputLocation: 'gpu-buffer' }),
        }),
      );
      return {
        run: (feeds) =>
          typed('The graph does not run', async () => {
            const made = await session.run(feeds);
            if (outputs === 'stay') await settled();
            return made;
          }),
        release: () => session.release(),
      };
    },
    ...(device?.features.has('shader-f16') && {
      half: { attempt: (work) => watched(device, work) },
    }),
    ...(device && { gpu: { device, guarded: (work) => typed('The graph does not run', work) } }),
    read: (tensor) => typed('The graph does not run', async () => (await tensor.getData(true)) as Float32Array),
  };
}

async function openFiles(
  { graph, data }: GraphFiles,
  source: Pick<ModelSource, 'open'>,
  contentOf: (file: Blob) => Blob,
) {
  const externalData: { path: string; data: FileContent }[] = [];
  const bytes = await readBytes(await source.open(graph));
  for (const file of data) {
    const content = await source.open(file);
    externalData.push({ path: file.name, data: content instanceof Blob ? contentOf(content) : content });
  }
  return { graph: bytes, externalData };
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
  // What the runtime says of a lost device is noise, and comes first: the device may speak before it is believed.
  const lastWords = () => Promise.race([device.lost, new Promise((over) => setTimeout(over, LAST_WORDS_MILLIS))]);
  return (work) =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure);
      rejectWork = reject;
      work().then(resolve, (error: unknown) => lastWords().then(() => reject(failure ?? error)));
    });
}
