/** Where the tokens of a sequence stand and which of them see each other. */
import { bytesOf, type GraphDraft } from './draft.ts';
import type { Network } from './part.ts';

export interface Sight {
  /** int64: [1], the position of the first of tokens in a row, or [1, S], one of each. */
  readonly positions: string;
  /** [1, 1, S·R, S], added to the scores of the R = heads / keyValueHeads folded queries; `null`: all see all. */
  readonly bias: string | null;
  /** `null`: no token is a slot. */
  readonly shadow: ShadowSight | null;
}

/** The last B of the S tokens are slots: what comes before them sees all of itself and none of them. */
interface ShadowSight {
  /** int64 [2]: S − B and B. */
  readonly lengths: string;
  /** f32 [1, 1, B·R, S], added to the scores of the folded queries of the slots. */
  readonly bias: string;
}

/**
 * Positions 0 … S − 1, in sight of all or, in a causal model, of those at or behind them.
 * @param sequence a value whose second axis is S.
 */
export function textSight(draft: GraphDraft, network: Network, sequence: string): Sight {
  const positions = draft.integers('rotary.first_position', BigInt64Array.of(0n));
  const bias = network.config.attention === 'causal' ? causalBias(draft, network, sequence) : null;
  return { positions, bias, shadow: null };
}

/** What one position ahead takes from a score: enough that nothing is left of it, and finite for any context. */
const AHEAD = 1e30;

/** The same in f16, which ends at 65504: a score may be less than nothing by half of that, and their sum is finite. */
const AHEAD_F16 = 30000;

/**
 * −AHEAD · max(key − query, 0), from a table of AHEAD · position: floats alone, for integers and comparisons are not
 * WebGPU's on every type.
 */
function causalBias(draft: GraphDraft, network: Network, sequence: string): string {
  const { contextLength } = network;
  const table = () => Float32Array.from({ length: contextLength }, (_, position) => AHEAD * position);
  const [positions] = draft.weight({
    tensors: [{ name: 'causal.positions', dataType: 'float32', shape: [contextLength] }],
    recipe: { kind: 'values', bytes: () => [bytesOf(table())] },
  });
  const shape = (name: string, ...lengths: bigint[]) => draft.integers(name, BigInt64Array.from(lengths));
  const end = draft.node('causal.length', 'Shape', [sequence], { start: { int: 1 }, end: { int: 2 } });
  const slice = [positions!, shape('causal.start', 0n), end];
  const present = draft.node('causal.present', 'Slice', slice);
  const query = draft.node('causal.query', 'Reshape', [present, shape('shape.query', 1n, -1n, 1n, 1n)]);
  const key = draft.node('causal.key', 'Reshape', [present, shape('shape.key', 1n, 1n, 1n, -1n)]);
  const ahead = draft.node('causal.ahead', 'Relu', [draft.node('causal.distance', 'Sub', [key, query])]);
  const bias = draft.node('causal.bias', 'Neg', [ahead]);
  if (draft.precision === 'f32') return foldedBias(draft, network, bias);
  const bounded = draft.node('causal.bounded', 'Clip', [bias, draft.float('causal.least', -AHEAD_F16)]);
  return foldedBias(draft, network, draft.narrowed(bounded));
}

/**
 * As told by three more inputs: `position_ids` int64 [1, S], `lengths` int64 [2] and `attention_bias` f32 [1, B, 1, S],
 * slot · key.
 */
export function shadowSight(draft: GraphDraft, network: Network): Sight {
  const positions = draft.input({ name: 'position_ids', dataType: 'int64', shape: [1, 'S'] });
  const lengths = draft.input({ name: 'lengths', dataType: 'int64', shape: [2] });
  const bias = draft.input({ name: 'attention_bias', dataType: 'float32', shape: [1, 'B', 1, 'S'] });
  return { positions, bias: null, shadow: { lengths, bias: foldedBias(draft, network, bias) } };
}

/** [1, Q, 1, S] → [1, 1, Q·R, S]: the folded queries of a token stand one after the other, so its row is repeated. */
function foldedBias(draft: GraphDraft, { config }: Network, bias: string): string {
  const folded = BigInt(config.heads / config.keyValueHeads);
  const repeats = draft.integers('sight.repeats', BigInt64Array.of(1n, 1n, folded, 1n));
  const repeated = draft.node('sight.repeated', 'Tile', [bias, repeats]);
  // 0 keeps the length of that axis.
  const shape = draft.integers('shape.bias', BigInt64Array.of(0n, 1n, -1n, 0n));
  return draft.node('sight.bias', 'Reshape', [repeated, shape]);
}
