/**
 * The graphs by which the page measures a machine: one linear layer each, in the number format of a variant, whose
 * weights the page makes itself. So each is a few hundred bytes.
 */
import type { Quantisation } from '../model/manifest.ts';
import { Q4_BLOCK } from './kernels/blocks.ts';
import { type Attribute, encodeModel, type NamedTensor } from './onnx.ts';

/** The name by which the graph asks for its weights. */
const LOCATION = 'probe.data';

/**
 * x float32 [rows, inputs] → y float32 [rows, outputs]; the weights are the external file `probe.data`, tensor after
 * tensor. @param inputs a multiple of 32.
 */
export function probeGraph(quantisation: Quantisation, inputs: number, outputs: number): Uint8Array {
  const { operator, domain, tensors, attributes } = layer(quantisation, inputs, outputs);
  let offset = 0;
  const weights = tensors.map((tensor) => {
    const length = tensor.shape.reduce((product, size) => product * size, tensor.dataType === 'float32' ? 4 : 1);
    const placed = { ...tensor, location: LOCATION, offset, length };
    offset += length;
    return placed;
  });
  return encodeModel({
    name: 'probe',
    nodes: [
      {
        name: 'product',
        operator,
        domain,
        inputs: ['x', ...tensors.map(({ name }) => name)],
        outputs: ['y'],
        attributes,
      },
    ],
    constants: [],
    weights,
    inputs: [{ name: 'x', dataType: 'float32', shape: ['rows', inputs] }],
    outputs: [{ name: 'y', dataType: 'float32', shape: ['rows', outputs] }],
  });
}

interface Layer {
  readonly operator: string;
  readonly domain: '' | 'com.microsoft';
  readonly tensors: readonly NamedTensor[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** As `graph/linear.ts` makes them. */
function layer(quantisation: Quantisation, inputs: number, outputs: number): Layer {
  const scale = { name: 'scale', dataType: 'float32', shape: [outputs] } as const;
  if (quantisation === 'f32') {
    const weight = { name: 'weight', dataType: 'float32', shape: [inputs, outputs] } as const;
    return { operator: 'MatMul', domain: '', tensors: [weight], attributes: {} };
  }
  if (quantisation === 'u8') {
    const weight = { name: 'weight', dataType: 'uint8', shape: [inputs, outputs] } as const;
    const zero = { name: 'zero', dataType: 'uint8', shape: [outputs] } as const;
    const tensors = [weight, scale, zero];
    return { operator: 'DynamicQuantizeMatMul', domain: 'com.microsoft', tensors, attributes: {} };
  }
  const blocks = inputs / Q4_BLOCK;
  return {
    operator: 'MatMulNBits',
    domain: 'com.microsoft',
    tensors: [
      { name: 'weight', dataType: 'uint8', shape: [outputs, blocks, Q4_BLOCK / 2] },
      { ...scale, shape: [outputs, blocks] },
    ],
    attributes: {
      K: { int: inputs },
      N: { int: outputs },
      bits: { int: 4 },
      block_size: { int: Q4_BLOCK },
      accuracy_level: { int: 0 },
    },
  };
}
