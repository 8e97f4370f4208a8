/** Where the tokens of a sequence stand and which of them see each other. */
import type { GraphDraft } from './draft.ts';
import type { Network } from './part.ts';

export interface Sight {
  /** int64: [1], the position of the first of tokens in a row, or [1, S], one of each. */
  readonly positions: string;
  /** `null`: all see all. */
  readonly shadow: ShadowSight | null;
}

/** The last B of the S tokens are slots: what comes before them sees all of itself and none of them. */
export interface ShadowSight {
  /** int64 [2]: S − B and B. */
  readonly lengths: string;
  /** f32 [1, 1, B·R, S], added to the scores of the R = heads / keyValueHeads folded queries of the slots. */
  readonly bias: string;
}

/** Positions 0 … S − 1, all in sight of all. */
export function fullSight(draft: GraphDraft): Sight {
  return { positions: draft.integers('rotary.first_position', BigInt64Array.of(0n)), shadow: null };
}

/**
 * As told by three more inputs: `position_ids` int64 [1, S], `lengths` int64 [2] and `attention_bias` f32 [1, B, 1, S],
 * slot · key. The folded queries of a slot stand one after the other, so its row is repeated R times.
 */
export function shadowSight(draft: GraphDraft, { config }: Network): Sight {
  const positions = draft.input({ name: 'position_ids', dataType: 'int64', shape: [1, 'S'] });
  const lengths = draft.input({ name: 'lengths', dataType: 'int64', shape: [2] });
  const bias = draft.input({ name: 'attention_bias', dataType: 'float32', shape: [1, 'B', 1, 'S'] });
  const folded = BigInt(config.heads / config.keyValueHeads);
  const repeats = draft.integers('sight.repeats', BigInt64Array.of(1n, 1n, folded, 1n));
  const repeated = draft.node('sight.repeated', 'Tile', [bias, repeats]);
  // 0 keeps the length of that axis.
  const shape = draft.integers('shape.bias', BigInt64Array.of(0n, 1n, -1n, 0n));
  return { positions, shadow: { lengths, bias: draft.node('sight.bias', 'Reshape', [repeated, shape]) } };
}
