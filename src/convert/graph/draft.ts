/** A graph in the making: nodes in order, constants, and weights that are written later, one after the other. */
import type { Attribute, Constant, NamedTensor, OnnxNode, Port } from '../onnx.ts';

/** Tensors whose bytes come when they are written to disk; those that are computed together stand together. */
export interface WeightGroup {
  readonly tensors: readonly NamedTensor[];
  /** Little-endian, row-major; first tensor first, and no block holds bytes of two tensors. */
  blocks(): Iterable<Uint8Array>;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** Operators of onnxruntime's own domain; all others are ONNX's. */
const CONTRIB = new Set([
  'DynamicQuantizeMatMul',
  'MatMulNBits',
  'MultiHeadAttention',
  'RotaryEmbedding',
  'SkipSimplifiedLayerNormalization',
]);

export class GraphDraft {
  readonly nodes: OnnxNode[] = [];
  readonly constants = new Map<string, Constant>();
  /** By the name of the first tensor. */
  readonly weights = new Map<string, WeightGroup>();
  readonly inputs: Port[] = [];
  readonly outputs: Port[] = [];

  /** Adds a node; the name is also that of its first output, which is returned. */
  node(
    name: string,
    operator: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    furtherOutputs: readonly string[] = [],
  ): string {
    const domain = CONTRIB.has(operator) ? 'com.microsoft' : '';
    this.nodes.push({ name, operator, domain, inputs, outputs: [name, ...furtherOutputs], attributes });
    return name;
  }

  input(port: Port): string {
    this.inputs.push(port);
    return port.name;
  }

  output(port: Port): void {
    this.outputs.push(port);
  }

  /** Adds weights unless some of the same name are there, which are then shared; returns the tensors' names. */
  weight(group: WeightGroup): string[] {
    const names = group.tensors.map((tensor) => tensor.name);
    if (!this.weights.has(names[0]!)) this.weights.set(names[0]!, group);
    return names;
  }

  /** A vector of weights. */
  floats(name: string, values: Float32Array): string {
    const tensor = { name, dataType: 'float32', shape: [values.length] } as const;
    this.weight({ tensors: [tensor], blocks: () => [bytesOf(values)] });
    return name;
  }

  /** A small integer tensor [length], shared by name. */
  integers(name: string, values: Int32Array | BigInt64Array): string {
    const dataType = values instanceof Int32Array ? 'int32' : 'int64';
    this.constants.set(name, { name, dataType, shape: [values.length], bytes: bytesOf(values) });
    return name;
  }
}

export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
