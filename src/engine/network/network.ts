/** A network, whole or in parts: from token ids to logits, chunk by chunk. */
import type { StopSignal } from '../../model/error.ts';
import type { ShadowSequence } from '../shadow-sequence.ts';

/** Logits of one slice of the vocabulary where the GPU made them: f32 [rows, width], from the start of the buffer. */
export interface LogitsSlice {
  readonly buffer: GPUBuffer;
  readonly width: number;
  /** Where the chunk's rows begin. */
  readonly firstRow: number;
}

/** The logits of some rows of a pass; good until the next chunk is asked for. */
export interface LogitsChunk {
  /** Index of the chunk's first row in `rows`. */
  readonly first: number;
  readonly count: number;
  /** Brings them to JavaScript, once: [count·V] row-major; row j scores the token at `rows[first + j]`. */
  read(): Promise<Float32Array>;
  /** Consecutive slices of the vocabulary, where they lie on the GPU; gone after a `read`, for later chunks too. */
  readonly slices?: readonly LogitsSlice[];
}

export interface Network {
  /**
   * One forward pass. Chunks come in the order of the rows; who leaves early, by an error too, frees what is left. Two
   * passes may take turns, but calls must not overlap.
   * @param inputIds [S] prompt and canvas.
   * @param rows [M] sequence indices (0 = first prompt token), ascending; without any there is no chunk. The logit
   * shift is applied inside.
   * @param signal ends the pass within one part, as `aborted`.
   * @throws DiffuscopeError `aborted`, `device-lost`, `out-of-memory`, `bad-graph`.
   */
  pass(inputIds: Int32Array, rows: Int32Array, signal?: StopSignal): AsyncGenerator<LogitsChunk, void>;
  /** Runs what compiles shaders over these tokens, once. */
  warmUp(inputIds: Int32Array): Promise<void>;
  /** The shadow graph of the variant, in a session that is opened at its first call; absent where there is none. */
  readonly shadowOf?: ShadowForward | undefined;
  /** Of a network in parts whose layers may compute in f16: how many groups of layers there are, and which of them do. */
  readonly halves?: { readonly groups: number; readonly names: readonly string[] };
  /** Frees it. */
  release(): Promise<void>;
}

/** One forward pass of the shadow graph. @returns [M·V] row-major; row j is what the state at `rows[j]` says. */
export type ShadowForward = (sequence: ShadowSequence) => Promise<Float32Array>;

/** All logits of a pass together. */
export async function allLogits(network: Network, inputIds: Int32Array, rows: Int32Array): Promise<Float32Array> {
  const chunks: Float32Array[] = [];
  for await (const chunk of network.pass(inputIds, rows)) chunks.push(await chunk.read());
  if (chunks.length === 1) return chunks[0]!;
  const logits = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const chunk of chunks) {
    logits.set(chunk, start);
    start += chunk.length;
  }
  return logits;
}
