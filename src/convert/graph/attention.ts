/**
 * Grouped-query attention by `MultiHeadAttention`, the one attention operator that is not causal on
 * WebGPU. It has as many key-value heads as query heads, so the R = heads / keyValueHeads queries of a group are folded
 * into the sequence axis: the order of queries means nothing, and a mask has a row for each of them.
 *
 * Query rows of the projection are stored in the order (r, group), so that a plain reshape
 * [1, S, R·groups·headSize] → [1, S·R, groups·headSize] puts queries of one group in one head; the output projection's
 * columns are stored in the same order.
 */
import { sourceTensor } from '../tensor-index.ts';
import { bytesOf, type GraphDraft } from './draft.ts';
import { linear } from './linear.ts';
import { linearFormat, type Network, weightOf } from './part.ts';
import { rotaryTables } from './rotary.ts';
import type { Sight } from './sight.ts';

/** `input` [1, S, hidden] → [1, S, hidden], as the graph computes; `prefix` as the checkpoint names the layer. */
export function attention(draft: GraphDraft, network: Network, prefix: string, input: string, sight: Sight): string {
  const { config, index } = network;
  const { hiddenSize, heads, keyValueHeads, headSize } = config;
  const folded = { headSize, order: foldedOrder(heads, keyValueHeads) };
  const path = `${prefix}.self_attn`;

  const project = (name: 'q' | 'k' | 'v', headCount: number) => {
    const layer = `${path}.${name}_proj`;
    const order = name === 'q' ? { headRows: folded } : {};
    const weight = { ...weightOf(network, layer, [headCount * headSize, hiddenSize]), ...order };
    const format = linearFormat(network, weight);
    if (!config.attentionBias) return linear(draft, format, layer, input, weight);
    const bias = sourceTensor(index, config.tensorName(`${layer}.bias`), [headCount * headSize]);
    return linear(draft, format, layer, input, weight, { ...bias, ...order });
  };
  const query = rotated(draft, network, `${path}.q_rotated`, project('q', heads), sight);
  const key = rotated(draft, network, `${path}.k_rotated`, project('k', keyValueHeads), sight);
  const value = project('v', keyValueHeads);

  const mixed = mix(draft, network, path, [query, key, value], sight);
  const output = weightOf(network, `${path}.o_proj`, [hiddenSize, heads * headSize]);
  const format = linearFormat(network, output);
  return linear(draft, format, `${path}.o_proj`, mixed, { ...output, headColumns: folded });
}

type QueryKeyValue = readonly [query: string, key: string, value: string];

/** [1, S, heads · headSize], as the queries. */
function mix(
  draft: GraphDraft,
  { config }: Network,
  path: string,
  [query, key, value]: QueryKeyValue,
  { bias, shadow }: Sight,
): string {
  const { heads, keyValueHeads, headSize } = config;
  const fold = draft.integers('shape.folded', BigInt64Array.of(1n, -1n, BigInt(keyValueHeads * headSize)));
  const unfold = draft.integers('shape.unfolded', BigInt64Array.of(1n, -1n, BigInt(heads * headSize)));
  const attend = (of: string, from: QueryKeyValue, added: string | null): string => {
    const folded = draft.node(`${path}${of}.folded`, 'Reshape', [from[0], fold]);
    // Inputs 3 and 4 (bias of the projections, padding) are absent.
    const inputs = [folded, from[1], from[2], ...(added === null ? [] : ['', '', added])];
    const mixed = draft.node(`${path}${of}.mixed`, 'MultiHeadAttention', inputs, { num_heads: { int: keyValueHeads } });
    return draft.node(`${path}${of}.unfolded`, 'Reshape', [mixed, unfold]);
  };
  if (shadow === null) return attend('', [query, key, value], bias);

  const along = { axis: { int: 1 } };
  /** The part of the text; the slots' has the same name and `.slots`. */
  const text = (name: string, of: string): string => {
    const part = `${path}.${name}_text`;
    return draft.node(part, 'Split', [of, shadow.lengths], along, [`${part}.slots`]);
  };
  const texts: QueryKeyValue = [text('q', query), text('k', key), text('v', value)];
  const slots = attend('.slots', [`${texts[0]}.slots`, key, value], shadow.bias);
  return draft.node(`${path}.joined`, 'Concat', [attend('', texts, bias), slots], along);
}

/** `order[r · groups + group]` = the checkpoint's head `group · R + r`. */
export function foldedOrder(heads: number, groups: number): number[] {
  const repeats = heads / groups;
  return Array.from({ length: heads }, (_, head) => (head % groups) * repeats + Math.floor(head / groups));
}

function rotated(
  draft: GraphDraft,
  { config, contextLength }: Network,
  name: string,
  input: string,
  { positions }: Sight,
): string {
  const { headSize, ropeTheta } = config;
  const shape = [contextLength, headSize / 2];
  const tables = draft.weight({
    tensors: [
      { name: 'rotary.cos', dataType: 'float32', shape },
      { name: 'rotary.sin', dataType: 'float32', shape },
    ],
    recipe: { kind: 'values', bytes: () => rotaryTables(contextLength, headSize, ropeTheta).map(bytesOf) },
  });
  const inputs = [input, positions, ...tables.map((table) => draft.narrowed(table))];
  return draft.node(name, 'RotaryEmbedding', inputs, { interleaved: { int: 0 } });
}
