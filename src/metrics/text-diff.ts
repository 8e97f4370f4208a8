/** What of a text became of it in another decode: the shortest edit of one list of tokens into another (Myers). */
import { diffArrays } from 'diff';

export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  /** Indices into the base's tokens; empty of what was added. */
  readonly base: readonly number[];
  /** Indices into the other's tokens; empty of what was removed. */
  readonly other: readonly number[];
}

/** Edits beyond this are not looked for: two unrelated texts are told apart faster as a whole. O(tokens · edits). */
const MOST_EDITS = 2000;

/**
 * Parts in reading order, none empty, what was removed before what was added; together the `same` and `removed` ones
 * are the base, the `same` and `added` ones the other. Texts more than 2000 edits apart are one removal and one addition.
 * @param base, other token ids up to the end of the text.
 */
export function tokenDiff(base: ArrayLike<number>, other: ArrayLike<number>): readonly DiffPart[] {
  const changes = diffArrays(Array.from(base), Array.from(other), { maxEditLength: MOST_EDITS }) ?? [
    { removed: true, added: false, count: base.length },
    { removed: false, added: true, count: other.length },
  ];
  let [fromBase, fromOther] = [0, 0];
  const take = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);
  return changes
    .filter(({ count }) => count > 0)
    .map(({ removed, added, count }): DiffPart => {
      const part = {
        kind: removed ? ('removed' as const) : added ? ('added' as const) : ('same' as const),
        base: added ? [] : take(fromBase, count),
        other: removed ? [] : take(fromOther, count),
      };
      fromBase += part.base.length;
      fromOther += part.other.length;
      return part;
    });
}
