/** A graph in the making: nodes in order, constants, and weights of which only the recipe is known. */
import type { Attribute, Constant, OnnxNode, Port } from '../onnx.ts';
import type { SourceTensor, WeightGroup } from '../recipe.ts';

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

  /** A vector or matrix as it is, f32. */
  floats(name: string, source: SourceTensor): string {
    const { shape, rows } = source;
    const tensor = { name, dataType: 'float32', shape: rows ? [rows.count, ...shape.slice(1)] : shape } as const;
    this.weight({ tensors: [tensor], recipe: { kind: 'source', format: 'f32', source } });
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
