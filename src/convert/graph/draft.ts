/** A graph in the making: nodes in order, constants, and weights of which only the recipe is known. */
import type { Attribute, Constant, OnnxNode, Port } from '../onnx.ts';
import type { SourceTensor, WeightGroup } from '../recipe.ts';

export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * In which floats a graph computes. `f16`: 16-bit from the output of each norm to what is added to the residual; the
 * norms, the residual, and all inputs, outputs and weights are 32-bit all the same.
 */
export type Precision = 'f32' | 'f16';

/** TensorProto.DataType, as `Cast` wants it. */
const ELEMENT_TYPES: Readonly<Record<Precision, number>> = { f32: 1, f16: 10 };

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
  readonly precision: Precision;
  private readonly casts = new Set<string>();

  /** @param precision default `f32`. */
  constructor(precision: Precision = 'f32') {
    this.precision = precision;
  }

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

  /** An f32 value as this graph computes with it. */
  narrowed(value: string): string {
    return this.precision === 'f32' ? value : this.cast(value, this.precision);
  }

  /** What this graph computed, as f32. */
  widened(value: string): string {
    return this.precision === 'f32' ? value : this.cast(value, 'f32');
  }

  /** Once for each value, however often it is asked for. */
  private cast(value: string, to: Precision): string {
    const name = `${value}.${to}`;
    if (!this.casts.has(name)) this.node(name, 'Cast', [value], { to: { int: ELEMENT_TYPES[to] } });
    this.casts.add(name);
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

  /** A small f32 tensor [], shared by name. */
  float(name: string, value: number): string {
    this.constants.set(name, { name, dataType: 'float32', shape: [], bytes: bytesOf(Float32Array.of(value)) });
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
