/** A drafted graph as files: `<name>.onnx` and the weights beside it. */
import type { ModelFile, ModelVariant } from '../model/manifest.ts';
import type { GraphDraft } from './graph/draft.ts';
import { HashedFile } from './hashed-file.ts';
import { type DataType, type ExternalTensor, encodeModel } from './onnx.ts';

/** Offsets of weights are multiples of this, so that any element type may be viewed in place. */
const ALIGNMENT = 64;

const BYTES: Readonly<Record<DataType, number>> = { float32: 4, uint8: 1, int32: 4, int64: 8 };

type Part = ModelVariant['parts'][number];

/**
 * @param partName `Manifest.variants[…].parts[…].name`.
 * @returns the part, and the place of each tensor by name, for further graphs over the same file.
 */
export function writePart(
  draft: GraphDraft,
  folder: string,
  fileName: string,
  partName: string,
): { readonly part: Part; readonly weights: ReadonlyMap<string, ExternalTensor> } {
  const data = new HashedFile(folder, `${fileName}.data`);
  const weights = new Map<string, ExternalTensor>();
  for (const group of draft.weights.values()) {
    const blocks = group.blocks()[Symbol.iterator]();
    for (const tensor of group.tensors) {
      data.align(ALIGNMENT);
      const length = tensor.shape.reduce((product, size) => product * size, BYTES[tensor.dataType]);
      const offset = data.length;
      while (data.length < offset + length) data.write(blocks.next().value!);
      if (data.length !== offset + length) throw new Error(`invalid length of ${tensor.name}`);
      weights.set(tensor.name, { ...tensor, location: `${fileName}.data`, offset, length });
    }
  }
  const dataFile = data.close();
  return {
    part: { name: partName, graph: writeGraph(draft, folder, fileName, partName, weights), data: [dataFile] },
    weights,
  };
}

/** @param weights of a file beside it, which holds every tensor of the draft. */
export function writeGraph(
  draft: GraphDraft,
  folder: string,
  fileName: string,
  name: string,
  weights: ReadonlyMap<string, ExternalTensor>,
): ModelFile {
  const tensors = [...draft.weights.values()].flatMap((group) => group.tensors);
  const external = tensors.map((tensor) => {
    const place = weights.get(tensor.name);
    if (place === undefined) throw new Error(`no weights of ${tensor.name}`);
    return place;
  });
  const file = new HashedFile(folder, `${fileName}.onnx`);
  const { nodes, constants, inputs, outputs } = draft;
  file.write(encodeModel({ name, nodes, constants: [...constants.values()], weights: external, inputs, outputs }));
  return file.close();
}
