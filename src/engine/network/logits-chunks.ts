/** Logits that a graph made, for whoever looks at them: where they lie on a GPU, or in JavaScript. */
import type { Tensor } from 'onnxruntime-web/wasm';
import { DiffuscopeError, type StopSignal } from '../../model/error.ts';
import { floatOutput, type GraphRuntime } from './graph-runtime.ts';
import type { LogitsChunk, LogitsSlice } from './network.ts';

/** One run of a graph that ends in logits. */
export interface LogitsRun {
  /** `logits`, or `logits_0`, `logits_1` …: consecutive slices of the vocabulary, [count, width] each. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Index of its first row among all that were asked for. */
  readonly first: number;
  readonly count: number;
}

/**
 * Hands the logits of a run on, on a GPU `rowsAtOnce` rows at a time; at the end, or when it is left, they are freed.
 * @throws DiffuscopeError `aborted`; `bad-graph` if they are not of all the vocabulary.
 */
export async function* chunksOf(
  runtime: GraphRuntime,
  { outputs, first, count }: LogitsRun,
  { vocabularySize, rowsAtOnce }: { readonly vocabularySize: number; readonly rowsAtOnce: number },
  signal?: StopSignal,
): AsyncGenerator<LogitsChunk, void> {
  try {
    const tensors = slicesOf(outputs, vocabularySize);
    const onGpu = tensors[0]!.location === 'gpu-buffer';
    const step = onGpu ? rowsAtOnce : count;
    let all: Promise<Float32Array> | undefined;
    for (let row = 0; row < count; row += step) {
      refuseIfStopped(signal);
      const rows = Math.min(step, count - row);
      const read = async () => {
        all ??= joined(runtime, tensors, count, vocabularySize);
        return (await all).subarray(row * vocabularySize, (row + rows) * vocabularySize);
      };
      yield { first: first + row, count: rows, read, ...(onGpu && { slices: tensors.map(sliceFrom(row)) }) };
    }
  } finally {
    Object.values(outputs).forEach(free);
  }
}

/** After a failure a tensor may be gone with its device, and the failure is what must be heard. */
export function free(tensor: Tensor): void {
  try {
    if (tensor.location !== 'none') tensor.dispose();
  } catch {}
}

export function refuseIfStopped(signal: StopSignal | undefined): void {
  if (signal?.aborted) throw new DiffuscopeError('aborted', 'The decode was stopped.');
}

function slicesOf(outputs: LogitsRun['outputs'], vocabularySize: number): readonly Tensor[] {
  const names = 'logits' in outputs ? ['logits'] : Object.keys(outputs).map((_, i) => `logits_${i}`);
  const slices = names.map((name) => floatOutput(outputs, name));
  const width = slices.reduce((sum, { dims }) => sum + dims[1]!, 0);
  if (width !== vocabularySize) {
    const message = `The head of the model scores ${width} tokens, not ${vocabularySize}.`;
    throw new DiffuscopeError('bad-graph', message, 'Convert the model again.');
  }
  return slices;
}

const sliceFrom =
  (firstRow: number) =>
  ({ gpuBuffer, dims }: Tensor): LogitsSlice => ({ buffer: gpuBuffer as GPUBuffer, width: dims[1]!, firstRow });

/** Slice by slice, so that besides the result there is one of them in the heap. */
async function joined(
  runtime: GraphRuntime,
  slices: readonly Tensor[],
  rows: number,
  vocabularySize: number,
): Promise<Float32Array> {
  if (slices.length === 1) return runtime.read(slices[0]!);
  const logits = new Float32Array(rows * vocabularySize);
  let start = 0;
  for (const slice of slices) {
    const width = slice.dims[1]!;
    const values = await runtime.read(slice);
    for (let row = 0; row < rows; row++) {
      logits.set(values.subarray(row * width, (row + 1) * width), row * vocabularySize + start);
    }
    start += width;
  }
  return logits;
}
