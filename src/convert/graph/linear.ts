/** Linear layers y = x·Wᵀ + b in the number formats of the variants; W is [outputs, inputs]. */
import { DiffuscopeError } from '../../model/error.ts';
import type { Quantisation } from '../../model/manifest.ts';
import { type Matrix, rowsPerBlock } from '../matrix.ts';
import { Q4_BLOCK, quantiseQ4, quantiseU8 } from '../quantise.ts';
import { bytesOf, type GraphDraft } from './draft.ts';

/** Adds a linear layer over the last axis of `input`; returns the name of its output. `bias` is [outputs]. */
export type Linear = (draft: GraphDraft, name: string, input: string, matrix: Matrix, bias?: Float32Array) => string;

export const LINEAR: Readonly<Record<Quantisation, Linear>> = { f32: linearF32, u8: linearU8, q4: linearQ4 };

function linearF32(draft: GraphDraft, name: string, input: string, matrix: Matrix, bias?: Float32Array): string {
  const shape = [matrix.columns, matrix.rows];
  const weights = draft.weight({
    tensors: [{ name: `${name}.weight`, dataType: 'float32', shape }],
    blocks: () => transposed(matrix),
  });
  if (bias === undefined) return draft.node(name, 'MatMul', [input, ...weights]);
  const product = draft.node(`${name}.product`, 'MatMul', [input, ...weights]);
  return draft.node(name, 'Add', [product, draft.floats(`${name}.bias`, bias)]);
}

/** Activations become u8 while it runs, one scale for all; weights have a scale and a zero point per output. */
function linearU8(draft: GraphDraft, name: string, input: string, matrix: Matrix, bias?: Float32Array): string {
  const weights = draft.weight({
    tensors: [
      { name: `${name}.weight`, dataType: 'uint8', shape: [matrix.columns, matrix.rows] },
      { name: `${name}.scale`, dataType: 'float32', shape: [matrix.rows] },
      { name: `${name}.zero`, dataType: 'uint8', shape: [matrix.rows] },
    ],
    *blocks() {
      const { codes, scales, zeroPoints } = quantiseU8(matrix);
      yield codes;
      yield bytesOf(scales);
      yield zeroPoints;
    },
  });
  const biases = bias === undefined ? [] : [draft.floats(`${name}.bias`, bias)];
  return draft.node(name, 'DynamicQuantizeMatMul', [input, ...weights, ...biases]);
}

/** Activations stay f32 (accuracy level 0). */
function linearQ4(draft: GraphDraft, name: string, input: string, matrix: Matrix, bias?: Float32Array): string {
  const { rows: outputs, columns: inputs } = matrix;
  if (inputs % Q4_BLOCK !== 0) {
    throw new DiffuscopeError(
      'bad-checkpoint',
      `q4 needs ${name} to have a multiple of ${Q4_BLOCK} inputs, not ${inputs}.`,
      'Convert the other variants only.',
    );
  }
  const blocksPerOutput = inputs / Q4_BLOCK;
  const weights = draft.weight({
    tensors: [
      { name: `${name}.weight`, dataType: 'uint8', shape: [outputs, blocksPerOutput, Q4_BLOCK / 2] },
      { name: `${name}.scale`, dataType: 'float32', shape: [outputs, blocksPerOutput] },
    ],
    *blocks() {
      const { codes, scales } = quantiseQ4(matrix);
      yield codes;
      yield bytesOf(scales);
    },
  });
  // Inputs 3 and 4 (zero points, group indices) are absent.
  const biases = bias === undefined ? [] : ['', '', draft.floats(`${name}.bias`, bias)];
  return draft.node(name, 'MatMulNBits', [input, ...weights, ...biases], {
    K: { int: inputs },
    N: { int: outputs },
    bits: { int: 4 },
    block_size: { int: Q4_BLOCK },
    accuracy_level: { int: 0 },
  });
}

/** [columns, rows] in blocks of whole output rows; holds the source once. */
function* transposed(matrix: Matrix): Generator<Uint8Array> {
  const { rows, columns } = matrix;
  const values = matrix.readRows(0, rows);
  const step = rowsPerBlock(rows);
  for (let start = 0; start < columns; start += step) {
    const count = Math.min(step, columns - start);
    const block = new Float32Array(count * rows);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < count; i++) block[i * rows + row] = values[row * columns + start + i]!;
    }
    yield bytesOf(block);
  }
}
