/** Which tensor lies where: files of weights beside graphs, and the bytes of the graphs that name them. */
import type { GraphDraft } from './graph/draft.ts';
import { type DataType, type ExternalTensor, encodeModel } from './onnx.ts';
import type { Recipe, WeightGroup } from './recipe.ts';

/** Offsets of weights are multiples of this, so that any element type may be viewed in place. */
const ALIGNMENT = 64;

/** No file is longer, bytes. */
export const MAX_FILE_BYTES = 2 ** 30;

const BYTES: Readonly<Record<DataType, number>> = { float32: 4, uint8: 1, int32: 4, int64: 8 };

/** Tensors that one recipe gives, with their places in a file; zeros lie between them. */
interface PlannedGroup {
  readonly tensors: readonly ExternalTensor[];
  readonly recipe: Recipe;
}

export interface PlannedFile {
  readonly name: string;
  readonly bytes: number;
  readonly groups: readonly PlannedGroup[];
}

export interface PlannedGraph {
  readonly name: string;
  /** The whole file. */
  readonly bytes: Uint8Array;
}

/** Groups in order, a new file where one would grow beyond `MAX_FILE_BYTES`. */
export function planData(groups: Iterable<WeightGroup>, name: string): PlannedFile[] {
  const files: WeightGroup[][] = [];
  let end = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    end = placed(group, '', end).end;
    if (end > MAX_FILE_BYTES) {
      files.push([]);
      end = placed(group, '', 0).end;
    }
    files.at(-1)!.push(group);
  }
  return files.map((file, i) => planFile(file, files.length === 1 ? `${name}.data` : `${name}-${i + 1}.data`));
}

/** One file, however long. */
export function planFile(groups: Iterable<WeightGroup>, name: string): PlannedFile {
  let bytes = 0;
  const planned = Array.from(groups, (group): PlannedGroup => {
    const { tensors, end } = placed(group, name, bytes);
    bytes = end;
    return { tensors, recipe: group.recipe };
  });
  return { name, bytes, groups: planned };
}

function placed({ tensors }: WeightGroup, location: string, from: number): { tensors: ExternalTensor[]; end: number } {
  let end = from;
  const places = tensors.map((tensor) => {
    const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    const length = tensor.shape.reduce((product, size) => product * size, BYTES[tensor.dataType]);
    end = offset + length;
    return { ...tensor, location, offset, length };
  });
  return { tensors: places, end };
}

/** @param data which holds every tensor of the draft. */
export function planGraph(
  draft: GraphDraft,
  fileName: string,
  name: string,
  data: readonly PlannedFile[],
): PlannedGraph {
  const places = new Map(
    data.flatMap(({ groups }) => groups.flatMap(({ tensors }) => tensors.map((tensor) => [tensor.name, tensor]))),
  );
  const weights = [...draft.weights.values()].flatMap(({ tensors }) =>
    tensors.map((tensor) => places.get(tensor.name)!),
  );
  const { nodes, constants, inputs, outputs } = draft;
  const bytes = encodeModel({ name, nodes, constants: [...constants.values()], weights, inputs, outputs });
  return { name: `${fileName}.onnx`, bytes };
}
