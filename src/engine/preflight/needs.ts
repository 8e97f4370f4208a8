/** What a model takes to run, from its sizes: bytes beside the runtime, its largest tensor, and the work of a pass. */
import type { Quantisation } from '../../model/manifest.ts';
import type { Geometry, PreflightSubject } from './subject.ts';

/** What is asked of a pass. */
export interface PassSize {
  /** S, tokens of prompt and canvas. */
  readonly sequence: number;
  /** M, masked positions whose logits are computed. */
  readonly masked: number;
}

/** Bytes, all of them. */
export interface Needs {
  /** Weights of the layers. */
  readonly layers: number;
  /** Weights of the head, and of the token vectors where they are not read from disk. */
  readonly head: number;
  /** What a layer holds of S tokens while it runs. */
  readonly activations: number;
  readonly logits: number;
  /** All of the above. */
  readonly total: number;
  /** The largest single tensor, weight or activation: what a GPU buffer must be able to hold. */
  readonly largestTensor: number;
}

/** Of the logits that lie on the GPU at once where the head runs there. */
const LOGITS_CHUNK = 48 * 2 ** 20;
/** Widest slice of a split head. */
const SLICE = 16_384;

/** Bytes of a weight, without what is kept for many. */
const WEIGHT_BYTES: Readonly<Record<Quantisation, number>> = { f32: 4, u8: 1, q4: 1 / 2 };

/**
 * A linear layer in the number format of a variant: f32 4 bytes a weight; u8 one byte, and a float scale and a zero
 * point for each output; q4 half a byte, and a float scale for each block of 32.
 */
export function linearBytes(quantisation: Quantisation, outputs: number, inputs: number): number {
  if (quantisation === 'f32') return outputs * inputs * 4;
  if (quantisation === 'u8') return outputs * (inputs + 5);
  return outputs * inputs * (1 / 2 + 4 / 32);
}

interface LayerMatrix {
  readonly outputs: number;
  readonly inputs: number;
  /** As it is stored: `down` of a u8 variant stays f32. */
  readonly format: Quantisation;
}

/** Query, key, value, output, gate, up and down of one layer. */
function layerMatrices(geometry: Geometry, quantisation: Quantisation): readonly LayerMatrix[] {
  const { hiddenSize, heads, keyValueHeads, headSize, intermediateSize } = geometry;
  const matrix = (outputs: number, inputs: number, format = quantisation) => ({ outputs, inputs, format });
  return [
    matrix(heads * headSize, hiddenSize),
    matrix(keyValueHeads * headSize, hiddenSize),
    matrix(keyValueHeads * headSize, hiddenSize),
    matrix(hiddenSize, heads * headSize),
    matrix(intermediateSize, hiddenSize),
    matrix(intermediateSize, hiddenSize),
    matrix(hiddenSize, intermediateSize, quantisation === 'u8' ? 'f32' : quantisation),
  ];
}

/**
 * Norms and biases (below 0.1 %) are left out, and so is what the runtime keeps for itself. Activations are those of
 * one layer: states before and after, query, key and value before and after rotation, and the three of the MLP. The
 * WebGPU kernel holds no attention scores; the CPU's holds heads · S².
 */
export function needsOf(subject: PreflightSubject, size: PassSize, provider: 'webgpu' | 'wasm'): Needs {
  const { geometry, quantisation, layout, weightBytes } = subject;
  const { vocabularySize, hiddenSize, heads, keyValueHeads, headSize, intermediateSize } = geometry;
  const matrices = layerMatrices(geometry, quantisation);
  const vectors = layout === 'whole' ? vocabularySize * hiddenSize * 4 : 0;
  const headSlice = layout === 'whole' ? vocabularySize : Math.min(SLICE, vocabularySize);
  const shared = layout === 'whole' && quantisation === 'f32' && geometry.tiedHead;
  const head = vectors + (shared ? 0 : linearBytes(quantisation, vocabularySize, hiddenSize));
  const told =
    geometry.layers * sum(matrices.map(({ format, outputs, inputs }) => linearBytes(format, outputs, inputs)));
  const layers = weightBytes === null ? told : Math.max(0, weightBytes - head);

  const token = 4 * hiddenSize + 2 * (heads + 2 * keyValueHeads) * headSize + 3 * intermediateSize;
  const scores = provider === 'wasm' ? heads * size.sequence ** 2 : 0;
  const activations = 4 * (size.sequence * token + scores);
  const allLogits = 4 * size.masked * vocabularySize;
  const logits = provider === 'webgpu' && layout === 'split' ? Math.min(LOGITS_CHUNK, allLogits) : allLogits;
  const largestTensor = Math.max(
    ...matrices.map(({ format, outputs, inputs }) => WEIGHT_BYTES[format] * outputs * inputs),
    WEIGHT_BYTES[quantisation] * headSlice * hiddenSize,
    vectors,
    4 * size.sequence * intermediateSize,
    layout === 'whole' ? allLogits : 0,
  );
  return { layers, head, activations, logits, total: layers + head + activations + logits, largestTensor };
}

/**
 * Floating-point operations of one forward pass, two for each multiplication with its addition:
 * 2 · S · (weights of the layers) + 2 · M · V · hidden + 4 · S² · heads · headSize · layers.
 */
export function passOperations(geometry: Geometry, { sequence, masked }: PassSize): number {
  const { vocabularySize, hiddenSize, heads, headSize, layers } = geometry;
  const weights = layers * sum(layerMatrices(geometry, 'f32').map(({ outputs, inputs }) => outputs * inputs));
  const attention = 4 * sequence ** 2 * heads * headSize * layers;
  return 2 * sequence * weights + 2 * masked * vocabularySize * hiddenSize + attention;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
