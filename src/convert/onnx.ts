/**
 * A graph as ONNX protobuf: as much of the format as the converter uses.
 * Source: onnx/onnx, onnx/onnx.proto (message and field numbers).
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** IR 9 and opset 18: every operator used exists there, and every runtime since 2023 reads them. */
const IR_VERSION = 9;
const OPSETS = [
  { domain: '', version: 18 },
  { domain: 'com.microsoft', version: 1 },
] as const;

/** TensorProto.DataType. */
const DATA_TYPES = { float32: 1, uint8: 2, int32: 6, int64: 7 } as const;
export type DataType = keyof typeof DATA_TYPES;

export type Attribute = { readonly int: number } | { readonly float: number };

export interface OnnxNode {
  /** Also the name of its first output. */
  readonly name: string;
  readonly operator: string;
  /** Empty for ONNX's own operators. */
  readonly domain: '' | 'com.microsoft';
  /** Names of values; '' for an optional input that is absent. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface NamedTensor {
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: readonly number[];
}

/** A small tensor, held in the graph file. */
export interface Constant extends NamedTensor {
  /** Little-endian. */
  readonly bytes: Uint8Array;
}

/** A tensor held in a file beside the graph. */
export interface ExternalTensor extends NamedTensor {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** An input or output; a string stands for a dimension that varies. */
export interface Port {
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  /** In an order in which each node follows the ones it reads. */
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly Constant[];
  readonly weights: readonly ExternalTensor[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

type Write = (writer: BinaryWriter) => void;

/** The bytes of a ModelProto. */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const writer = new BinaryWriter();
  int(writer, 1, IR_VERSION);
  text(writer, 2, 'diffuscope');
  message(writer, 7, (w) => writeGraph(w, graph));
  for (const { domain, version } of OPSETS) {
    message(writer, 8, (w) => {
      text(w, 1, domain);
      int(w, 2, version);
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) message(writer, 1, (w) => writeNode(w, node));
  text(writer, 2, graph.name);
  for (const tensor of graph.constants) {
    message(writer, 5, (w) => {
      writeTensorHead(w, tensor);
      field(w, 9, 2).bytes(tensor.bytes);
    });
  }
  for (const tensor of graph.weights) message(writer, 5, (w) => writeExternal(w, tensor));
  for (const port of graph.inputs) message(writer, 11, (w) => writePort(w, port));
  for (const port of graph.outputs) message(writer, 12, (w) => writePort(w, port));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const input of node.inputs) text(writer, 1, input);
  for (const output of node.outputs) text(writer, 2, output);
  text(writer, 3, node.name);
  text(writer, 4, node.operator);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message(writer, 5, (w) => writeAttribute(w, name, attribute));
  }
  text(writer, 7, node.domain);
}

/** AttributeProto: the value's field, and 20 = its AttributeType. */
function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  text(writer, 1, name);
  if ('float' in attribute) {
    field(writer, 2, 5).float(attribute.float);
    int(writer, 20, 1);
  } else {
    int(writer, 3, attribute.int);
    int(writer, 20, 2);
  }
}

function writeTensorHead(writer: BinaryWriter, tensor: NamedTensor): void {
  for (const length of tensor.shape) int(writer, 1, length);
  int(writer, 2, DATA_TYPES[tensor.dataType]);
  text(writer, 8, tensor.name);
}

function writeExternal(writer: BinaryWriter, tensor: ExternalTensor): void {
  writeTensorHead(writer, tensor);
  const entries = { location: tensor.location, offset: String(tensor.offset), length: String(tensor.length) };
  for (const [key, value] of Object.entries(entries)) {
    message(writer, 13, (w) => {
      text(w, 1, key);
      text(w, 2, value);
    });
  }
  int(writer, 14, 1);
}

/** ValueInfoProto → TypeProto → Tensor → TensorShapeProto → Dimension. */
function writePort(writer: BinaryWriter, port: Port): void {
  text(writer, 1, port.name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      int(tensor, 1, DATA_TYPES[port.dataType]);
      message(tensor, 2, (shape) => {
        for (const length of port.shape) {
          message(shape, 1, (w) => (typeof length === 'number' ? int(w, 1, length) : text(w, 2, length)));
        }
      });
    }),
  );
}

/** Wire types: 0 varint, 2 length-delimited, 5 32-bit. */
function field(writer: BinaryWriter, number: number, wireType: 0 | 2 | 5): BinaryWriter {
  return writer.tag(number, wireType);
}

function message(writer: BinaryWriter, number: number, write: Write): void {
  field(writer, number, 2).fork();
  write(writer);
  writer.join();
}

function text(writer: BinaryWriter, number: number, value: string): void {
  field(writer, number, 2).string(value);
}

function int(writer: BinaryWriter, number: number, value: number): void {
  field(writer, number, 0).int64(value);
}
