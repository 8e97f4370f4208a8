/**
 * Top-p and top-k as Dream applies them: to one row of logits, in place, dropped tokens becoming −∞.
 * Source: Dream `generation_utils.py:top_p_logits`, `top_k_logits`. Deviation: −∞ instead of the smallest finite
 * number, which gives the same probability, 0. Ties go to the lowest token id.
 */
import { exponential } from './exponential.ts';

/**
 * The largest logits of a row in ascending order: at least `minCount` of them, together weighing more than `minMass`,
 * or else all but −∞. Nothing left out is larger than anything returned; a whole vocabulary is sorted only if no
 * shorter head decides.
 * @param weights [V] of the row's tokens.
 * @param reach first guess of how far below the largest logit the head goes.
 * @param scratch [V]; the result is a view of it.
 */
function sortedHead(
  row: Float64Array,
  weights: Float64Array,
  largest: number,
  reach: number,
  minCount: number,
  minMass: number,
  scratch: Float64Array,
): Float64Array {
  let bound = largest - reach;
  for (let widenings = 0; ; widenings++) {
    let count = 0;
    let mass = 0;
    for (let v = 0; v < row.length; v++) {
      if (row[v]! < bound) continue;
      scratch[count++] = row[v]!;
      mass += weights[v]!;
    }
    if ((count >= minCount && mass > minMass) || bound === -Number.MAX_VALUE) {
      return scratch.subarray(0, count).sort();
    }
    bound = widenings < 4 ? largest - (largest - bound) * 3 : -Number.MAX_VALUE;
  }
}

/**
 * Keeps the tokens, by falling logit, before which the probability mass is at most `topP`: the token that crosses is
 * kept, and the first always.
 * @param weights [V] exp((row − largest) / temperature).
 * @param total Σ weights.
 */
export function keepTopP(
  row: Float64Array,
  weights: Float64Array,
  total: number,
  largest: number,
  temperature: number,
  topP: number,
  scratch: Float64Array,
): void {
  const head = sortedHead(row, weights, largest, 4 * temperature, 1, topP * total, scratch);
  let cut = largest;
  let tiesKept = 0;
  let mass = 0;
  for (let i = head.length - 1; i >= 0 && mass <= topP; i--) {
    tiesKept = head[i] === cut ? tiesKept + 1 : 1;
    cut = head[i]!;
    mass += exponential((cut - largest) / temperature) / total;
  }
  for (let v = 0; v < row.length; v++) {
    if (row[v]! > cut || (row[v] === cut && tiesKept-- > 0)) continue;
    row[v] = Number.NEGATIVE_INFINITY;
  }
}

/** Keeps the `topK` largest logits and everything equal to the smallest of them. */
export function keepTopK(
  row: Float64Array,
  weights: Float64Array,
  largest: number,
  temperature: number,
  topK: number,
  scratch: Float64Array,
): void {
  const head = sortedHead(row, weights, largest, 4 * temperature, topK, 0, scratch);
  const smallestKept = head[head.length - topK];
  if (smallestKept === undefined) return;
  for (let v = 0; v < row.length; v++) if (row[v]! < smallestKept) row[v] = Number.NEGATIVE_INFINITY;
}
