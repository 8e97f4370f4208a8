/** A drafted graph as files: `<name>.onnx` and the weights beside it. */
import type { ModelVariant } from '../model/manifest.ts';
import type { GraphDraft } from './graph/draft.ts';
import { HashedFile } from './hashed-file.ts';
import { type DataType, type ExternalTensor, encodeModel } from './onnx.ts';

/** Offsets of weights are multiples of this, so that any element type may be viewed in place. */
const ALIGNMENT = 64;

const BYTES: Readonly<Record<DataType, number>> = { float32: 4, uint8: 1, int32: 4, int64: 8 };

/** @param partName `Manifest.variants[…].parts[…].name`. */
export function writePart(
  draft: GraphDraft,
  folder: string,
  fileName: string,
  partName: string,
): ModelVariant['parts'][number] {
  const data = new HashedFile(folder, `${fileName}.data`);
  const weights: ExternalTensor[] = [];
  for (const group of draft.weights.values()) {
    const blocks = group.blocks()[Symbol.iterator]();
    for (const tensor of group.tensors) {
      data.align(ALIGNMENT);
      const length = tensor.shape.reduce((product, size) => product * size, BYTES[tensor.dataType]);
      const offset = data.length;
      while (data.length < offset + length) data.write(blocks.next().value!);
      if (data.length !== offset + length) throw new Error(`invalid length of ${tensor.name}`);
      weights.push({ ...tensor, location: `${fileName}.data`, offset, length });
    }
  }
  const dataFile = data.close();

  const graph = new HashedFile(folder, `${fileName}.onnx`);
  const { nodes, constants, inputs, outputs } = draft;
  graph.write(encodeModel({ name: partName, nodes, constants: [...constants.values()], weights, inputs, outputs }));
  return { name: partName, graph: graph.close(), data: [dataFile] };
}
