/**
 * Bidirectional grouped-query attention by `MultiHeadAttention`, the one attention operator that is not causal on
 * WebGPU. It has as many key-value heads as query heads, so the R = heads / keyValueHeads queries of a group are folded
 * into the sequence axis: without a causal mask, the order of queries means nothing.
 *
 * Query rows of the projection are stored in the order (r, group), so that a plain reshape
 * [1, S, R·groups·headSize] → [1, S·R, groups·headSize] puts queries of one group in one head; the output projection's
 * columns are stored in the same order.
 */
import { reorderHeadColumns, reorderHeadRows, reorderHeads } from '../matrix.ts';
import { bytesOf, type GraphDraft } from './draft.ts';
import { LINEAR } from './linear.ts';
import type { Network } from './part.ts';
import { rotaryTables } from './rotary.ts';
import type { Sight } from './sight.ts';

/** `input` f32 [1, S, hidden] → f32 [1, S, hidden]; `prefix` as the checkpoint names the layer. */
export function attention(draft: GraphDraft, network: Network, prefix: string, input: string, sight: Sight): string {
  const { config, checkpoint } = network;
  const { hiddenSize, heads, keyValueHeads, headSize } = config;
  const linear = LINEAR[network.quantisation];
  const order = foldedOrder(heads, keyValueHeads);
  const path = `${prefix}.self_attn`;

  const project = (name: 'q' | 'k' | 'v', headCount: number) => {
    const matrix = checkpoint.matrix(`${path}.${name}_proj.weight`, headCount * headSize, hiddenSize);
    const bias = checkpoint.vector(`${path}.${name}_proj.bias`, headCount * headSize);
    if (name !== 'q') return linear(draft, `${path}.${name}_proj`, input, matrix, bias);
    const folded = reorderHeadRows(matrix, headSize, order);
    return linear(draft, `${path}.q_proj`, input, folded, reorderHeads(bias, headSize, order));
  };
  const query = rotated(draft, network, `${path}.q_rotated`, project('q', heads), sight);
  const key = rotated(draft, network, `${path}.k_rotated`, project('k', keyValueHeads), sight);
  const value = project('v', keyValueHeads);

  const fold = draft.integers('shape.folded', BigInt64Array.of(1n, -1n, BigInt(keyValueHeads * headSize)));
  const unfold = draft.integers('shape.unfolded', BigInt64Array.of(1n, -1n, BigInt(heads * headSize)));
  const folded = draft.node(`${path}.folded`, 'Reshape', [query, fold]);
  // Inputs 3 and 4 (bias of the projections, padding) are absent.
  const bias = sight.bias === null ? [] : ['', '', sight.bias];
  const mixed = draft.node(`${path}.mixed`, 'MultiHeadAttention', [folded, key, value, ...bias], {
    num_heads: { int: keyValueHeads },
  });
  const unfolded = draft.node(`${path}.unfolded`, 'Reshape', [mixed, unfold]);

  const output = checkpoint.matrix(`${path}.o_proj.weight`, hiddenSize, heads * headSize);
  return linear(draft, `${path}.o_proj`, unfolded, reorderHeadColumns(output, headSize, order));
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
    blocks: () => rotaryTables(contextLength, headSize, ropeTheta).map(bytesOf),
  });
  return draft.node(name, 'RotaryEmbedding', [input, positions, ...tables], { interleaved: { int: 0 } });
}
