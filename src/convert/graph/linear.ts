/** Linear layers y = x·Wᵀ + b in the number formats of the variants; W is [outputs, inputs]. */
import { DiffuscopeError } from '../../model/error.ts';
import { Q4_BLOCK } from '../kernels/blocks.ts';
import { matrixShape, type SourceFormat, type SourceTensor } from '../recipe.ts';
import type { GraphDraft } from './draft.ts';

export type LinearFormat = 'f32' | 'u8' | 'q4' | 'q8';

/**
 * Adds a linear layer over the last axis of `input`; returns the name of its output. `bias` is [outputs]. In a graph of
 * f16 only `q4` and `q8` may be asked for.
 */
export function linear(
  draft: GraphDraft,
  format: LinearFormat,
  name: string,
  input: string,
  weight: SourceTensor,
  bias?: SourceTensor,
): string {
  switch (format) {
    case 'f32':
      return linearF32(draft, name, input, weight, bias);
    case 'u8':
      return linearU8(draft, name, input, weight, bias);
    default:
      return linearBlocks(draft, format, name, input, weight, bias);
  }
}

function linearF32(draft: GraphDraft, name: string, input: string, weight: SourceTensor, bias?: SourceTensor): string {
  const [outputs, inputs] = matrixShape(weight);
  const weights = draft.weight({
    tensors: [{ name: `${name}.weight`, dataType: 'float32', shape: [inputs, outputs] }],
    recipe: stored('f32-transposed', weight),
  });
  if (bias === undefined) return draft.node(name, 'MatMul', [input, ...weights]);
  const product = draft.node(`${name}.product`, 'MatMul', [input, ...weights]);
  return draft.node(name, 'Add', [product, draft.floats(`${name}.bias`, bias)]);
}

/** Activations become u8 while it runs, one scale for all; weights have a scale and a zero point per output. */
function linearU8(draft: GraphDraft, name: string, input: string, weight: SourceTensor, bias?: SourceTensor): string {
  const [outputs, inputs] = matrixShape(weight);
  const weights = draft.weight({
    tensors: [
      { name: `${name}.weight`, dataType: 'uint8', shape: [inputs, outputs] },
      { name: `${name}.scale`, dataType: 'float32', shape: [outputs] },
      { name: `${name}.zero`, dataType: 'uint8', shape: [outputs] },
    ],
    recipe: stored('u8', weight),
  });
  const biases = bias === undefined ? [] : [draft.floats(`${name}.bias`, bias)];
  return draft.node(name, 'DynamicQuantizeMatMul', [input, ...weights, ...biases]);
}

/**
 * Weights of 4 or 8 bits in blocks; activations stay floats (accuracy level 0). The operator wants scales and bias in the
 * type of its input: in f16 they are cast at each run, so that one file of weights serves both precisions.
 */
function linearBlocks(
  draft: GraphDraft,
  format: 'q4' | 'q8',
  name: string,
  input: string,
  weight: SourceTensor,
  bias?: SourceTensor,
): string {
  const [outputs, inputs] = matrixShape(weight);
  const bits = format === 'q4' ? 4 : 8;
  if (inputs % Q4_BLOCK !== 0) {
    throw new DiffuscopeError(
      'bad-checkpoint',
      `q4 needs ${name} to have a multiple of ${Q4_BLOCK} inputs, not ${inputs}.`,
      'Convert the other variants only.',
    );
  }
  const blocksPerOutput = inputs / Q4_BLOCK;
  const [codes, scales] = draft.weight({
    tensors: [
      { name: `${name}.weight`, dataType: 'uint8', shape: [outputs, blocksPerOutput, (Q4_BLOCK * bits) / 8] },
      { name: `${name}.scale`, dataType: 'float32', shape: [outputs, blocksPerOutput] },
    ],
    recipe: stored(format, weight),
  });
  // Inputs 3 and 4 (zero points, group indices) are absent.
  const biases = bias === undefined ? [] : ['', '', draft.narrowed(draft.floats(`${name}.bias`, bias))];
  return draft.node(name, 'MatMulNBits', [input, codes!, draft.narrowed(scales!), ...biases], {
    K: { int: inputs },
    N: { int: outputs },
    bits: { int: bits },
    block_size: { int: Q4_BLOCK },
    accuracy_level: { int: 0 },
  });
}

function stored(format: SourceFormat, source: SourceTensor) {
  return { kind: 'source', format, source } as const;
}
