/**
 * A conversion before it is carried out: how a network is cut, which files there will be, and where in them each tensor
 * lies. Nothing is read for it but the index of the checkpoint.
 */
import type { ModelVariant, Quantisation } from '../model/manifest.ts';
import type { GraphDraft } from './graph/draft.ts';
import { embeddingTensor } from './graph/embedding.ts';
import type { Network } from './graph/part.ts';
import { headGraph, layersGraph } from './graph/split.ts';
import { shadowGraph, wholeGraph } from './graph/whole.ts';
import { MAX_FILE_BYTES, type PlannedFile, type PlannedGraph, planData, planFile, planGraph } from './plan-files.ts';
import type { WeightGroup } from './recipe.ts';

/** Weights of a network that one graph may hold; a larger one is cut. */
const MAX_WHOLE_BYTES = 2 ** 28;

/** Weights of a part of several layers at most: what a browser has to find in one piece, more or less. */
const MAX_PART_BYTES = 2 ** 29;

export type Layout = 'whole' | 'split';

interface PlannedPart {
  /** `Manifest.variants[…].parts[…].name`. */
  readonly name: string;
  readonly graph: PlannedGraph;
  readonly half: PlannedGraph | null;
  readonly data: readonly PlannedFile[];
}

interface PlannedEmbedding {
  readonly format: NonNullable<ModelVariant['embedding']>['format'];
  readonly rowsPerFile: number;
  readonly files: readonly PlannedFile[];
}

/** As the manifest's, before its files are there. */
export interface PlannedVariant {
  readonly quantisation: Quantisation;
  readonly embedding: PlannedEmbedding | null;
  readonly parts: readonly PlannedPart[];
  readonly shadow: PlannedGraph | null;
}

/** `whole` for a network whose weights are less than 256 MiB in float32. */
export function usualLayout(network: Network): Layout {
  const { bytes } = planFile(wholeGraph({ ...network, quantisation: 'f32' }).weights.values(), '');
  return bytes < MAX_WHOLE_BYTES ? 'whole' : 'split';
}

/**
 * @param partBytes weights of a part of several layers at most.
 * @throws DiffuscopeError `bad-checkpoint` for a tensor that is missing or of another shape than the config says.
 */
export function planVariant(network: Network, layout: Layout, partBytes: number = MAX_PART_BYTES): PlannedVariant {
  return layout === 'whole' ? planWhole(network) : planSplit(network, partBytes);
}

function planWhole(network: Network): PlannedVariant {
  const { quantisation } = network;
  const draft = wholeGraph(network);
  const data = planData(draft.weights.values(), quantisation);
  const part = { name: 'whole', graph: planGraph(draft, quantisation, 'whole', data), half: null, data };
  // WINO is a rule for masked diffusion.
  const shadow =
    network.config.attention === 'causal'
      ? null
      : planGraph(shadowGraph(network), `${quantisation}-shadow`, 'shadow', data);
  return { quantisation, embedding: null, parts: [part], shadow };
}

function planSplit(network: Network, partBytes: number): PlannedVariant {
  const { quantisation } = network;
  const part = (name: string, draft: GraphDraft, halfDraft?: GraphDraft): PlannedPart => {
    const fileName = `${quantisation}-${name}`;
    const data = planData(draft.weights.values(), fileName);
    const half = halfDraft === undefined ? null : planGraph(halfDraft, `${fileName}-half`, name, data);
    return { name, graph: planGraph(draft, fileName, name, data), half, data };
  };
  const groups = layerGroups(network, partBytes).map(([first, last]) => {
    // The other variants are not for a GPU, or to compare with.
    const half = quantisation === 'q4' ? layersGraph(network, first, last, 'f16') : undefined;
    return part(`layers-${first}-${last}`, layersGraph(network, first, last), half);
  });
  const parts = [...groups, part('head', headGraph(network))];
  return { quantisation, embedding: planEmbedding(network), parts, shadow: null };
}

/** [first, last] of groups as large as allowed, at least one layer each. */
function layerGroups(network: Network, partBytes: number): [first: number, last: number][] {
  const groups: [number, number][] = [];
  const bytesOf = (first: number, last: number) =>
    planFile(layersGraph(network, first, last).weights.values(), '').bytes;
  for (let layer = 0; layer < network.config.layers; layer++) {
    const group = groups.at(-1);
    if (group !== undefined && bytesOf(group[0], layer) <= partBytes) group[1] = layer;
    else groups.push([layer, layer]);
  }
  return groups;
}

/** Floats for `f32`, else codes of 8 bits; files of whole rows. */
function planEmbedding(network: Network): PlannedEmbedding {
  const { vocabularySize, hiddenSize } = network.config;
  const source = embeddingTensor(network);
  const format = network.quantisation === 'f32' ? 'f32' : 'q8';
  const width = format === 'f32' ? hiddenSize : 4 + hiddenSize;
  const rowsPerFile = Math.min(vocabularySize, Math.floor(MAX_FILE_BYTES / (format === 'f32' ? 4 * width : width)));
  const count = Math.ceil(vocabularySize / rowsPerFile);
  const files = Array.from({ length: count }, (_, i) => {
    const rows = { start: i * rowsPerFile, count: Math.min(rowsPerFile, vocabularySize - i * rowsPerFile) };
    const table: WeightGroup = {
      tensors: [{ name: source.name, dataType: format === 'f32' ? 'float32' : 'uint8', shape: [rows.count, width] }],
      recipe: { kind: 'source', format: format === 'f32' ? 'f32' : 'q8-rows', source: { ...source, rows } },
    };
    const name = `${network.quantisation}-embedding`;
    return planFile([table], count === 1 ? `${name}.data` : `${name}-${i + 1}.data`);
  });
  return { format, rowsPerFile, files };
}
