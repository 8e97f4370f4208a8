/** Hits of local and global AR-ness@k in one given order. */
import type { CommitOrder } from './commit-order.ts';

/** Largest k, as plotted in arXiv 2506.20639, fig. 3. */
export const LOCAL_KS = 9;
export const GLOBAL_KS = 4;

export interface LocalRule {
  /** The k tokens before must be the k positions before, in order or as a set. */
  readonly match: 'ordered' | 'set';
  /** Whether the prompt stands as predecessors −1, −2, … before the first commit. */
  readonly prompt: boolean;
}

/** [9] hits of local@1…: commits p whose k predecessors in the order are p − 1 … p − k. */
export function localHits(order: ArrayLike<number>, { match, prompt }: LocalRule): number[] {
  const hits = new Array<number>(LOCAL_KS).fill(0);
  for (let t = 0; t < order.length; t++) {
    const position = order[t]!;
    const reach = prompt ? LOCAL_KS : Math.min(LOCAL_KS, t);
    let consecutive = true;
    let lowest = Infinity;
    let highest = -Infinity;
    let distinct = true;
    for (let k = 1; k <= reach; k++) {
      const before = at(order, t - k);
      consecutive &&= before === position - k;
      lowest = Math.min(lowest, before);
      highest = Math.max(highest, before);
      for (let i = 1; i < k && distinct; i++) distinct = at(order, t - i) !== before;
      // k distinct positions from p − k to p − 1 are all of them.
      const sameSet = distinct && lowest === position - k && highest === position - 1;
      if (match === 'ordered' ? consecutive : sameSet) hits[k - 1]! += 1;
    }
  }
  return hits;
}

/** Before the first commit, the prompt, read left to right: −1, −2, …. */
const at = (order: ArrayLike<number>, slot: number): number => (slot >= 0 ? order[slot]! : slot);

/**
 * [4] hits of global@1…: commits among the k first masked positions, which shrink token by token; k > |M| is a hit.
 * A position that is overwritten counts as if it were masked until then.
 */
export function globalHits({ groups, length }: CommitOrder): number[] {
  const hits = new Array<number>(GLOBAL_KS).fill(0);
  const committed = new Uint8Array(length);
  let first = 0;
  for (const { positions, reopened } of groups) {
    for (const position of positions) {
      while (first < length && committed[first] === 1) first++;
      let rank = 0;
      for (let p = first; p < position && rank < GLOBAL_KS; p++) if (committed[p] === 0) rank++;
      for (let k = rank + 1; k <= GLOBAL_KS; k++) hits[k - 1]! += 1;
      committed[position] = 1;
    }
    for (const position of reopened) {
      committed[position] = 0;
      first = Math.min(first, position);
    }
  }
  return hits;
}
