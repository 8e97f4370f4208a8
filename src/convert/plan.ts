/**
 * A conversion before it is carried out: which files there will be, and where in them each tensor lies. Nothing is read
 * for it but the index of the checkpoint.
 */
import type { ModelVariant, Quantisation } from '../model/manifest.ts';
import type { GraphDraft } from './graph/draft.ts';
import type { Network } from './graph/part.ts';
import { shadowGraph, wholeGraph } from './graph/whole.ts';
import { type DataType, type ExternalTensor, encodeModel } from './onnx.ts';
import type { Recipe, WeightGroup } from './recipe.ts';

/** Offsets of weights are multiples of this, so that any element type may be viewed in place. */
const ALIGNMENT = 64;

/** No file is longer, bytes. */
const MAX_FILE_BYTES = 2 ** 30;

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

interface PlannedPart {
  /** `Manifest.variants[…].parts[…].name`. */
  readonly name: string;
  readonly graph: PlannedGraph;
  readonly data: readonly PlannedFile[];
}

export interface PlannedVariant {
  readonly quantisation: Quantisation;
  /** As in the manifest. */
  readonly embedding: {
    readonly format: NonNullable<ModelVariant['embedding']>['format'];
    readonly rowsPerFile: number;
    readonly files: readonly PlannedFile[];
  } | null;
  readonly parts: readonly PlannedPart[];
  readonly shadow: PlannedGraph | null;
}

/** @throws DiffuscopeError `bad-checkpoint` for a tensor that is missing or of another shape than the config says. */
export function planVariant(network: Network): PlannedVariant {
  const { quantisation } = network;
  const draft = wholeGraph(network);
  const data = planData(draft.weights.values(), quantisation);
  const part = { name: 'whole', graph: planGraph(draft, quantisation, 'whole', data), data };
  const shadow = planGraph(shadowGraph(network), `${quantisation}-shadow`, 'shadow', data);
  return { quantisation, embedding: null, parts: [part], shadow };
}

/** Groups in order, a new file where one would grow beyond `MAX_FILE_BYTES`. */
function planData(groups: Iterable<WeightGroup>, name: string): PlannedFile[] {
  const files: { bytes: number; groups: PlannedGroup[] }[] = [];
  for (const group of groups) {
    let file = files.at(-1);
    if (file === undefined || placed(group, '', file.bytes).end > MAX_FILE_BYTES) {
      file = { bytes: 0, groups: [] };
      files.push(file);
    }
    const { tensors, end } = placed(group, '', file.bytes);
    file.groups.push({ tensors, recipe: group.recipe });
    file.bytes = end;
  }
  return files.map((file, i) => {
    const location = files.length === 1 ? `${name}.data` : `${name}-${i + 1}.data`;
    const located = file.groups.map(({ tensors, recipe }) => ({
      tensors: tensors.map((tensor) => ({ ...tensor, location })),
      recipe,
    }));
    return { name: location, bytes: file.bytes, groups: located };
  });
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
function planGraph(draft: GraphDraft, fileName: string, name: string, data: readonly PlannedFile[]): PlannedGraph {
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
