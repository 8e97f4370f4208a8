/**
 * AR-ness@k: how close the order of decoding is to left-to-right. 1 = autoregressive.
 *
 * Source: arXiv 2506.20639, appendix A.2 and fig. 3. The paper defines it for one token per step and leaves the rest
 * open, so a value means nothing without its convention; `commit-order.ts` makes the order that is measured here.
 */
import type { DecodeTrace } from '../trace/types.ts';
import { type CommitOrder, commitOrder, type OrderConvention } from './commit-order.ts';

export interface ArNessConvention extends OrderConvention {
  /** Local@k: the k tokens before must be the k positions before, in order or as a set. */
  readonly match: 'ordered' | 'set';
  /** Of local@k. `prompt`: T, the prompt standing as predecessors −1, −2, … before the first commit. */
  readonly denominator: 'T-k' | 'T' | 'prompt';
}

/**
 * - ordered: fig. 3 asks for a "strictly increasing consecutive sequence"; appendix A.2 literally compares sets, which
 *   also counts the order 1, 0, 2.
 * - T−k: only then is a left-to-right decode "identically 1", as the paper says; 1/T gives (T − k)/T.
 * - all: the paper measures the whole "target sequence", pads included.
 * - confidence: the order that one token per step would have had; left to right would raise local AR-ness for free.
 */
export const defaultConvention: ArNessConvention = {
  match: 'ordered',
  denominator: 'T-k',
  tail: 'all',
  withinStep: 'confidence',
};

/** Short, for captions: `ordered, T−k, all positions, steps by confidence`. */
export function describeConvention(convention: ArNessConvention): string {
  return [
    convention.match === 'ordered' ? 'ordered' : 'as a set',
    { 'T-k': 'T−k', T: 'T', prompt: 'T with the prompt' }[convention.denominator],
    convention.tail === 'all' ? 'all positions' : 'tail trimmed',
    convention.withinStep === 'confidence' ? 'steps by confidence' : 'steps by position',
  ].join(', ');
}

export interface ArNessValue {
  readonly k: number;
  /** Commits that count as hits. */
  readonly hits: number;
  /** In [0, 1]; `null` where the denominator is not positive. */
  readonly value: number | null;
}

/** T commits measured. */
export interface OrderArNess {
  readonly commits: number;
  /** k = 1…9, hits not rising in k when ordered. */
  readonly local: readonly ArNessValue[];
  /** k = 1…4, not falling in k. */
  readonly global: readonly ArNessValue[];
}

export interface ArNess extends OrderArNess {
  readonly convention: ArNessConvention;
  /** Steps measured, those without commits included. */
  readonly steps: number;
  /** Steps of these whose choice was an exact tie: there the order is that of the tie-break, not of the model. */
  readonly tieSteps: number;
}

/** Largest k, as plotted in fig. 3. */
const LOCAL_KS = 9;
const GLOBAL_KS = 4;

/**
 * AR-ness of the first `stepCount` steps.
 *
 * Where a position was committed more than once, its last commit counts, and none if it is masked again; a commit of
 * the mask id is no commit. Steps without commits count for nothing.
 */
export function arNess(
  trace: DecodeTrace,
  convention: ArNessConvention,
  stepCount: number = trace.steps.length,
): ArNess {
  const steps = trace.steps.slice(0, stepCount);
  return {
    ...arNessOfOrder(commitOrder(trace, convention, stepCount), convention),
    convention,
    steps: steps.length,
    tieSteps: steps.filter((step) => step.boundary.ties > 0).length,
  };
}

/** AR-ness of an order of distinct positions. O(T·k) and at most one pass over the canvas per commit. */
export function arNessOfOrder(
  { order, length }: CommitOrder,
  convention: Pick<ArNessConvention, 'match' | 'denominator'>,
): OrderArNess {
  const commits = order.length;
  const value = (hits: number, of: number): number | null => (of > 0 ? hits / of : null);
  return {
    commits,
    local: localHits(order, convention).map((hits, index) => {
      const k = index + 1;
      return { k, hits, value: value(hits, convention.denominator === 'T-k' ? commits - k : commits) };
    }),
    global: globalHits(order, length).map((hits, index) => ({ k: index + 1, hits, value: value(hits, commits) })),
  };
}

/** Hits of local@1…: commits p whose k predecessors in the order are p − 1 … p − k. */
function localHits(
  order: Int32Array,
  { match, denominator }: Pick<ArNessConvention, 'match' | 'denominator'>,
): number[] {
  const hits = new Array<number>(LOCAL_KS).fill(0);
  for (let t = 0; t < order.length; t++) {
    const position = order[t]!;
    const reach = denominator === 'prompt' ? LOCAL_KS : Math.min(LOCAL_KS, t);
    let consecutive = true;
    let lowest = Infinity;
    let highest = -Infinity;
    for (let k = 1; k <= reach; k++) {
      const before = t >= k ? order[t - k]! : t - k; // −1, −2, …: the prompt, read left to right
      consecutive &&= before === position - k;
      lowest = Math.min(lowest, before);
      highest = Math.max(highest, before);
      // k distinct positions from p − k to p − 1 are all of them.
      const sameSet = lowest === position - k && highest === position - 1;
      if (match === 'ordered' ? consecutive : sameSet) hits[k - 1]! += 1;
    }
  }
  return hits;
}

/** Hits of global@1…: commits among the k first masked positions, which shrink token by token; k > |M| is a hit. */
function globalHits(order: Int32Array, length: number): number[] {
  const hits = new Array<number>(GLOBAL_KS).fill(0);
  const committed = new Uint8Array(length);
  let first = 0;
  for (const position of order) {
    while (first < length && committed[first] === 1) first++;
    let rank = 0;
    for (let p = first; p < position && rank < GLOBAL_KS; p++) if (committed[p] === 0) rank++;
    for (let k = rank + 1; k <= GLOBAL_KS; k++) hits[k - 1]! += 1;
    committed[position] = 1;
  }
  return hits;
}
