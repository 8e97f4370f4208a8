/** How fast this machine multiplies, measured through the runtime that will run the model. */
import { DiffuscopeError } from '../../model/error.ts';
import type { Quantisation } from '../../model/manifest.ts';
import { PROBE_PRODUCTS, PROBE_WEIGHTS, type ProbeSize, probeSizes } from '../../model/probe-size.ts';
import type { ModelSource } from '../model-source.ts';
import type { GraphRuntime } from '../network/graph-runtime.ts';
import { openWasmRuntime, openWebGpuRuntime } from '../network/web-runtime.ts';
import { findGpu, openDevice } from '../providers.ts';
import { quantile } from '../quantile.ts';
import { linearBytes } from './needs.ts';
import type { Speed } from './speed.ts';

export interface ProbeTask {
  readonly provider: 'webgpu' | 'wasm';
  readonly quantisation: Quantisation;
  /** Folder of the runtime's `ort-wasm-*` files, absolute URL ending in `/`. */
  readonly runtimeUrl: string;
  /** Folder of the graphs that `scripts/probes.js` writes, absolute URL ending in `/`. */
  readonly probesUrl: string;
}

/** Time in which runs are counted, in seconds, after shaders are compiled and a size is found. */
const MEASURED = 2;
/** Nothing is begun that is expected to take longer, in seconds: a GPU that hangs is taken away by its driver. */
const LONGEST_RUN = 0.6;

/** Rows of a usual canvas. */
const ROWS = 256;

interface Rung {
  readonly size: ProbeSize;
  readonly rows: number;
}

/** From what any machine can do to a network as wide as a 7B. */
const ladder: readonly Rung[] = [
  { size: probeSizes[0], rows: 32 },
  ...probeSizes.map((size) => ({ size, rows: ROWS })),
];

/** One run of a rung's graph; resolves when all of it is computed. */
type Run = () => Promise<void>;

/**
 * Climbs to the largest run that takes no longer than 0.6 s (the first of a size compiles its shaders and does not
 * count), then repeats it for two seconds.
 * @param onProgress share of the two seconds, from 0 to 1.
 * @throws DiffuscopeError `no-webgpu`, `network`, `not-found`, `device-lost`, `out-of-memory`, `bad-graph`.
 */
export async function measureSpeed(task: ProbeTask, onProgress: (share: number) => void): Promise<Speed> {
  const runtime = await openRuntime(task);
  const open = runOpener(runtime, task);
  let rate = 0;
  let [top] = ladder;
  let run = await open(top!);
  for (const rung of ladder) {
    if (rate > 0 && operations(rung) / rate > LONGEST_RUN) break;
    run = await open(rung);
    top = rung;
    await run();
    rate = Math.max(rate, operations(rung) / (await seconds(run)));
  }
  const rates: number[] = [];
  let elapsed = 0;
  while (elapsed < MEASURED) {
    onProgress(elapsed / MEASURED);
    const taken = await seconds(run);
    rates.push(operations(top!) / taken);
    elapsed += taken;
  }
  onProgress(1);
  return {
    provider: task.provider,
    quantisation: task.quantisation,
    slow: quantile(rates, 0.1),
    median: quantile(rates, 0.5),
    fast: quantile(rates, 0.9),
    rows: top!.rows,
    width: top!.size.width,
    runs: rates.length,
    seconds: elapsed,
  };
}

const operations = ({ size, rows }: Rung) => PROBE_PRODUCTS * 2 * rows * size.width ** 2;

async function seconds(run: Run): Promise<number> {
  const since = performance.now();
  await run();
  return (performance.now() - since) / 1000;
}

async function openRuntime({ provider, runtimeUrl }: ProbeTask): Promise<GraphRuntime> {
  if (provider === 'wasm') return openWasmRuntime(runtimeUrl);
  const gpu = await findGpu();
  if (gpu.kind === 'adapter') return openWebGpuRuntime(runtimeUrl, await openDevice(gpu.adapter, gpu.software));
  const why = gpu.kind === 'no-api' ? 'this browser has no WebGPU' : 'the browser offers no GPU';
  throw new DiffuscopeError('no-webgpu', `The GPU cannot be measured: ${why}.`, 'Choose WASM or automatic.');
}

/** Opens a size once, whatever its rows. */
function runOpener(runtime: GraphRuntime, { quantisation, probesUrl }: ProbeTask): (rung: Rung) => Promise<Run> {
  const sessions = new Map<string, ReturnType<GraphRuntime['open']>>();
  return async ({ size, rows }) => {
    const graph = fileOf(`${quantisation}-${size.name}.onnx`);
    const source = probeSource(quantisation, size, probesUrl);
    const opening = sessions.get(size.name) ?? runtime.open({ graph, data: [fileOf(PROBE_WEIGHTS)] }, source, 'stay');
    sessions.set(size.name, opening);
    const session = await opening;
    const x = states(runtime, rows, size.width);
    return async () => (await session.run({ x }))['y']?.dispose();
  };
}

/** Where there is a GPU the states lie on it, as between the parts of a model. */
function states({ Tensor, gpu }: GraphRuntime, rows: number, width: number) {
  const values = floats(rows * width);
  const dims = [rows, width];
  if (gpu === undefined) return new Tensor('float32', values, dims);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const buffer = gpu.device.createBuffer({ size: values.byteLength, usage });
  gpu.device.queue.writeBuffer(buffer, 0, values);
  return Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
}

/** The graph from the page's server, and weights out of nothing. */
function probeSource(quantisation: Quantisation, { width }: ProbeSize, url: string): Pick<ModelSource, 'open'> {
  return {
    async open({ name }) {
      if (name !== PROBE_WEIGHTS) return fetchGraph(new URL(name, url));
      return new Uint8Array(floats(Math.ceil(linearBytes(quantisation, width, width) / 4)).buffer);
    },
  };
}

/** Of a file that is not verified. */
const fileOf = (name: string) => ({ name, bytes: 0, sha256: '' });

async function fetchGraph(url: URL): Promise<Uint8Array<ArrayBuffer>> {
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
