/**
 * The graphs by which the page measures a machine: linear layers in the number format of a variant, one behind the
 * other over the same weights, which the page makes itself. So each is about a kilobyte.
 */
import type { Quantisation } from '../model/manifest.ts';
import { PROBE_PRODUCTS, PROBE_WEIGHTS } from '../model/probe-size.ts';
import { Q4_BLOCK } from './kernels/blocks.ts';
import { type Attribute, encodeModel, type NamedTensor } from './onnx.ts';

/**
 * x float32 [rows, width] → y float32 [rows, width], `PROBE_PRODUCTS` products later. The weights are an external file,
 * tensor after tensor. @param width a multiple of 32.
 */
export function probeGraph(quantisation: Quantisation, width: number): Uint8Array {
  const { operator, domain, tensors, attributes } = layer(quantisation, width);
  let offset = 0;
  const weights = tensors.map((tensor) => {
    const length = tensor.shape.reduce((product, size) => product * size, tensor.dataType === 'float32' ? 4 : 1);
    const placed = { ...tensor, location: PROBE_WEIGHTS, offset, length };
    offset += length;
    return placed;
  });
  const values = Array.from({ length: PROBE_PRODUCTS + 1 }, (_, i) =>
    i === 0 ? 'x' : i === PROBE_PRODUCTS ? 'y' : `product_${i}`,
  );
  return encodeModel({
    name: 'probe',
    nodes: values.slice(1).map((output, i) => ({
      name: output,
      operator,
      domain,
      inputs: [values[i]!, ...tensors.map(({ name }) => name)],
      outputs: [output],
      attributes,
    })),
    constants: [],
    weights,
    inputs: [{ name: 'x', dataType: 'float32', shape: ['rows', width] }],
    outputs: [{ name: 'y', dataType: 'float32', shape: ['rows', width] }],
  });
}

interface Layer {
  readonly operator: string;
  readonly domain: '' | 'com.microsoft';
  readonly tensors: readonly NamedTensor[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** As `graph/linear.ts` makes them. */
function layer(quantisation: Quantisation, width: number): Layer {
  const scale = { name: 'scale', dataType: 'float32', shape: [width] } as const;
  if (quantisation === 'f32') {
    const weight = { name: 'weight', dataType: 'float32', shape: [width, width] } as const;
    return { operator: 'MatMul', domain: '', tensors: [weight], attributes: {} };
  }
  if (quantisation === 'u8') {
    const weight = { name: 'weight', dataType: 'uint8', shape: [width, width] } as const;
    const zero = { name: 'zero', dataType: 'uint8', shape: [width] } as const;
    const tensors = [weight, scale, zero];
    return { operator: 'DynamicQuantizeMatMul', domain: 'com.microsoft', tensors, attributes: {} };
  }
  const blocks = width / Q4_BLOCK;
  return {
    operator: 'MatMulNBits',
    domain: 'com.microsoft',
    tensors: [
      { name: 'weight', dataType: 'uint8', shape: [width, blocks, Q4_BLOCK / 2] },
      { ...scale, shape: [width, blocks] },
    ],
    attributes: {
      K: { int: width },
      N: { int: width },
      bits: { int: 4 },
      block_size: { int: Q4_BLOCK },
      accuracy_level: { int: 0 },
    },
  };
}
