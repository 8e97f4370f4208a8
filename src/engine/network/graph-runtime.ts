/** What runs graphs: onnxruntime-web in the engine's worker, onnxruntime-node in Node. */
import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-web/wasm';
import type { ModelFile } from '../../model/manifest.ts';
import type { ModelSource } from '../model-source.ts';

/** A graph and the external weights that it names. */
export interface GraphFiles {
  readonly graph: ModelFile;
  readonly data: readonly ModelFile[];
}

/** Calls of `open`, `run` and `read` must not overlap, whichever sessions they are of. */
export interface GraphRuntime {
  readonly Tensor: TensorConstructor;
  /** For people, e.g. `2 threads` or `jspi`. */
  readonly detail: string;
  /** Of the runtime's package. */
  readonly version: string;
  /**
   * @param outputs `stay`: they are handed on to other graphs, and lie on the GPU where there is one; whoever has them
   *   disposes of them. `come`: they come to JavaScript.
   * @throws DiffuscopeError `device-lost`, `out-of-memory`, `bad-graph`, and what the source throws.
   */
  open(files: GraphFiles, source: Pick<ModelSource, 'open'>, outputs: 'stay' | 'come'): Promise<GraphSession>;
  /** Brings the floats of an output that stayed, and disposes of it. @throws DiffuscopeError as `open`. */
  read(tensor: Tensor): Promise<Float32Array>;
  /** Where graphs may compute in 16-bit floats; absent where they may not. */
  readonly half?: {
    /**
     * Does work that the machine may refuse, and leaves the runtime as it was if it does.
     * @throws DiffuscopeError as `open`.
     */
    attempt<T>(work: () => Promise<T>): Promise<T>;
  };
  /** The GPU that outputs stay on; absent on the CPU. */
  readonly gpu?: GpuRuntime;
}

/** A device for work of ours beside the runtime's. */
interface GpuRuntime {
  readonly device: GPUDevice;
  /** Does the work, which must not overlap other, and fails as a graph would. */
  guarded<T>(work: () => Promise<T>): Promise<T>;
}

export interface GraphSession {
  /**
   * Runs the graph and waits until all of it is computed, on a GPU too. After a run whose outputs stay the thread has
   * had a turn for its messages. @throws DiffuscopeError `device-lost`, `out-of-memory`, `bad-graph`.
   */
  run(feeds: InferenceSession.FeedsType): Promise<InferenceSession.ReturnType>;
  /** Frees it and its weights. */
  release(): Promise<void>;
}

/** An output by its name. @throws Error if the graph has none, or it does not hold floats. */
export function floatOutput(outputs: InferenceSession.ReturnType, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32') throw new Error(`it has no float32 output "${name}"`);
  return tensor;
}
