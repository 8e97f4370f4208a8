/** The engine port: what the page knows of the runtime. The worker behind it is `worker.ts`. */
import type { DecodeEnd } from '../decode/decode.ts';
import type { DecodeRequest, StepRecord } from '../decode/types.ts';
import type { StopSignal } from '../model/error.ts';
import type { Manifest, Quantisation } from '../model/manifest.ts';
import type { PassReport } from './pass-report.ts';

/**
 * `auto` takes WebGPU on a hardware adapter and WASM otherwise. On WebGPU, layers compute in f16 where the GPU can, the
 * model has graphs for it, and a trial at the first load found that they agree with f32; with `webgpu-f32` all is f32, as
 * on every other machine.
 */
export type ProviderChoice = 'auto' | 'wasm' | 'webgpu' | 'webgpu-f32';

/** Where a model is: a folder that is served (absolute URL ending in `/`), or the browser's own disk, by its id there. */
export type ModelPlace =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'disk'; readonly id: string };

export interface LoadRequest {
  readonly place: ModelPlace;
  readonly provider: ProviderChoice;
  /** `auto`: u8 on WASM; f32 on WebGPU for a small model, else q4; falling back to what the manifest has. */
  readonly quantisation: Quantisation | 'auto';
}

export interface LoadProgress {
  readonly phase: 'manifest' | 'download' | 'verify' | 'session' | 'warm-up';
  /** Bytes of model files received, from the network or the cache. */
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface LoadedModel {
  readonly manifest: Manifest;
  readonly quantisation: Quantisation;
  readonly provider: 'wasm' | 'webgpu';
  /** Why this provider, one sentence for people. */
  readonly reason: string;
  /** Short: `2 threads`, `SwiftShader (software) · jspi`, `Apple M3 · jspi · f16 in 9 of 10 groups`. */
  readonly detail: string;
  /** True if every file came from the browser's cache. */
  readonly fromCache: boolean;
  /** Why the files could not be kept for the next visit, one sentence; `null` if they are. */
  readonly cacheProblem: string | null;
  /** The parsed JSON of the model's tokenizer file, verified. */
  readonly tokenizer: unknown;
}

export interface Engine {
  /**
   * Loads a model in a fresh worker, replacing the one loaded before: the old worker ends, and with it what it was
   * doing (`aborted`) and all its memory. @throws DiffuscopeError
   */
  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<LoadedModel>;
  /**
   * Runs a whole decode in the worker, one call of `onStep` per forward pass, in order. Stops within one step of
   * `signal` aborting. `millis` is the wall time of the step, `pass` what of it the network and the head took. One
   * decode at a time: a second one is refused with `bad-settings`.
   * @param made steps of this decode that were made before, from its first: it goes on behind them, and `onStep` hears
   * of the new ones alone. Default none; see `continuedPredictor`.
   * @throws DiffuscopeError; `bad-trace` if `made` is no beginning of this decode.
   */
  decode(
    request: DecodeRequest,
    onStep: (record: StepRecord, millis: number, pass: PassReport | null) => void,
    signal: StopSignal & Pick<AbortSignal, 'addEventListener' | 'removeEventListener'>,
    made?: readonly StepRecord[],
  ): Promise<DecodeEnd>;
  /** Ends the worker and frees the model; what is under way, a load too, fails as `aborted`. A later load starts anew. */
  dispose(): void;
}
