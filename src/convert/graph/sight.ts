/** Where the tokens of a sequence stand and which of them see each other. */
import type { GraphDraft } from './draft.ts';
import type { Network } from './part.ts';

export interface Sight {
  /** int64: [1], the position of the first of tokens in a row, or [1, S], one of each. */
  readonly positions: string;
  /** f32 [1, 1, S·R, S], added to the scores of the R = heads / keyValueHeads folded queries; `null`: all see all. */
  readonly bias: string | null;
}

/** Positions 0 … S − 1, all in sight of all. */
export function fullSight(draft: GraphDraft): Sight {
  return { positions: draft.integers('rotary.first_position', BigInt64Array.of(0n)), bias: null };
}

/**
 * As told by two more inputs: `position_ids` int64 [1, S] and `attention_bias` f32 [1, S, 1, S], query · key. The folded
 * queries of a token stand one after the other, so its row is repeated R times.
 */
export function givenSight(draft: GraphDraft, { config }: Network): Sight {
  const positions = draft.input({ name: 'position_ids', dataType: 'int64', shape: [1, 'S'] });
  const bias = draft.input({ name: 'attention_bias', dataType: 'float32', shape: [1, 'S', 1, 'S'] });
  const repeats = draft.integers(
    'sight.repeats',
    BigInt64Array.of(1n, 1n, BigInt(config.heads / config.keyValueHeads), 1n),
  );
  const repeated = draft.node('sight.repeated', 'Tile', [bias, repeats]);
  // 0 keeps the length of that axis.
  const shape = draft.integers('shape.bias', BigInt64Array.of(0n, 1n, -1n, 0n));
  return { positions, bias: draft.node('sight.bias', 'Reshape', [repeated, shape]) };
}
