/** A whole decode with its evidence: what is saved, opened, replayed, measured and drawn. */
import type { DecodeEnd } from '../decode/decode.ts';
import type { DecodeRequest, StepRecord } from '../decode/types.ts';
import type { Quantisation } from '../model/manifest.ts';

/** As `decode` says it, or `failed`: the predictor threw. */
export type Finish = DecodeEnd | 'failed';

export interface TraceModel {
  readonly id: string;
  readonly label: string;
  /** The weights: ours, or those of a recording made elsewhere. */
  readonly quantisation: Quantisation | 'bf16' | 'f16' | 'unknown';
  /** Hash of the variant's files, see `Manifest.variants`; 64 zeros if not known. */
  readonly sha256: string;
  readonly tokens: { readonly mask: number; readonly pad: number; readonly eos: readonly number[] };
  /** V. */
  readonly vocabularySize: number;
}

export interface TraceRuntime {
  /** `node` is onnxruntime-node's CPU provider; `other`: not run by Diffuscope, see `detail`. */
  readonly provider: 'wasm' | 'webgpu' | 'node' | 'other';
  /** For people: threads or adapter, e.g. `2 threads` or `NVIDIA · jspi`. */
  readonly detail: string;
  /** Version of Diffuscope. */
  readonly version: string;
}

/** What is known before the first step. */
export interface TraceHeader {
  readonly model: TraceModel;
  readonly runtime: TraceRuntime;
  readonly request: DecodeRequest;
  /** What the user wrote, before the chat template. */
  readonly promptText: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export interface DecodeTrace extends TraceHeader {
  readonly steps: readonly StepRecord[];
  /** Wall time of each step in milliseconds; measured, so no part of equality. Same length as `steps`. */
  readonly stepMillis: readonly number[];
  /** [L] the canvas after the last step. */
  readonly final: Int32Array;
  readonly finish: Finish;
  /** Text of every token id that occurs, so that a trace opens without its model. */
  readonly pieces: ReadonlyMap<number, string>;
}

/** What a figure, a table or a film says of the decode it shows: no evidence, but what makes it again. */
export interface DecodeSource {
  readonly modelLabel: string;
  readonly request: Omit<DecodeRequest, 'prompt'>;
  readonly promptText: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}
