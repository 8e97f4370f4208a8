/** The last part: hidden states to the logits of the rows asked for. */
import type { SourceTensor } from '../recipe.ts';
import type { GraphDraft } from './draft.ts';
import { embeddingTensor } from './embedding.ts';
import { linear } from './linear.ts';
import { joined, linearFormat, type Network, normed, type Stream, weightOf } from './part.ts';

/** Tokens of one weight tensor and one output at most: what keeps the logits of a slice small beside the whole. */
const MAX_SLICE = 16384;

/** Consecutive tokens of the vocabulary. */
export interface Slice {
  readonly start: number;
  readonly count: number;
}

/** As few slices as may be, alike but for the last, their widths multiples of 64. */
export function headSlices(vocabularySize: number): Slice[] {
  const width = Math.ceil(vocabularySize / Math.ceil(vocabularySize / MAX_SLICE) / 64) * 64;
  return Array.from({ length: Math.ceil(vocabularySize / width) }, (_, i) => ({
    start: i * width,
    count: Math.min(width, vocabularySize - i * width),
  }));
}

/**
 * `rows` int32 [M] → f32 [M, V], or, with slices, one output for each: `logits_0`, `logits_1` … Under a logit shift of
 * 1, row r is scored by the hidden state at r − 1, and row 0 by its own. Source: Dream `generation_utils.py`,
 * `torch.cat([logits[:, :1], logits[:, :-1]], dim=1)`.
 */
export function head(
  draft: GraphDraft,
  network: Network,
  stream: Stream,
  rows: string,
  slices?: readonly Slice[],
): string[] {
  const { config } = network;
  const flat = draft.integers('shape.rows', BigInt64Array.of(-1n, BigInt(config.hiddenSize)));
  const states = draft.node('head.states', 'Reshape', [joined(draft, 'head.joined', stream), flat]);
  const scoring = config.logitShift === 0 ? rows : shifted(draft, network, rows);
  const gathered = draft.node('head.gathered', 'Gather', [states, scoring]);
  const { normal } = normed(draft, 'model.norm', { residual: gathered, branch: null }, network);

  const source = headTensor(network);
  if (slices === undefined) return [scored(draft, network, 'logits', normal, source, source.name)];
  return slices.map((slice, i) =>
    scored(draft, network, `logits_${i}`, normal, { ...source, rows: slice }, `logits_${i}.weight`),
  );
}

/** @param weightName of an f32 weight; the source's own lets a tied head share the embedding's. */
function scored(
  draft: GraphDraft,
  network: Network,
  name: string,
  states: string,
  source: SourceTensor,
  weightName: string,
): string {
  const format = linearFormat(network, source);
  if (format !== 'f32') return linear(draft, format, name, states, source);
  return draft.node(name, 'Gemm', [states, draft.floats(weightName, source)], { transB: { int: 1 } });
}

/** [V, hidden]. */
function headTensor(network: Network): SourceTensor {
  if (hasTiedHead(network)) return embeddingTensor(network);
  const { vocabularySize, hiddenSize } = network.config;
  return weightOf(network, 'lm_head', [vocabularySize, hiddenSize]);
}

/** A separate head that is shipped counts, whatever the config says. */
export function hasTiedHead({ config, index }: Pick<Network, 'config' | 'index'>): boolean {
  return config.tiedHead && !index.has(config.tensorName('lm_head.weight'));
}

/** max(r − 1, 0) by a table: integer arithmetic is not WebGPU's on every type, a gather is. */
function shifted(draft: GraphDraft, { contextLength }: Network, rows: string): string {
  const table = Int32Array.from({ length: contextLength }, (_, row) => Math.max(row - 1, 0));
  return draft.node('head.shifted_rows', 'Gather', [draft.integers('shift', table), rows]);
}
