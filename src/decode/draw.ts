/**
 * Draws by inverse CDF in vocabulary order: the smallest id whose cumulated mass exceeds the uniform. In whole numbers
 * for live runs, see `integer-weights.ts`; in floats for published cases.
 */
import { integerWeights, NO_DRAW, shareOf, uniformWord, weightRule } from './integer-weights.ts';

/** Smallest id whose cumulated weight exceeds `target`; if rounding leaves none, the last with any weight. */
export function draw(weights: Float64Array, target: number): number {
  let cumulated = 0;
  let drawn = 0;
  for (let v = 0; v < weights.length && cumulated <= target; v++) {
    if (weights[v]! === 0) continue;
    cumulated += weights[v]!;
    drawn = v;
  }
  return drawn;
}

/** Draws from (1 − share)·q + share·δ_mask, q = weights / total. */
export function drawWithMask(
  weights: Float64Array,
  total: number,
  share: number,
  maskId: number,
  uniform: number,
): number {
  let cumulated = 0;
  let drawn = maskId;
  for (let v = 0; v < weights.length && cumulated <= uniform; v++) {
    const mass = ((1 - share) * weights[v]!) / total + (v === maskId ? share : 0);
    if (mass === 0) continue;
    cumulated += mass;
    drawn = v;
  }
  return drawn;
}

/** Words of the draws from q alone that decide one with a share for the mask: see `drawInIntegers`. */
export function maskedDrawWords(uniform: number, share: number): { readonly before: number; readonly behind: number } {
  const rest = 1 - share;
  return {
    before: uniform < rest ? uniformWord(uniform / rest) : NO_DRAW,
    behind: uniform >= share && rest > 0 ? uniformWord((uniform - share) / rest) : NO_DRAW,
  };
}

/**
 * Draws from a row of tempered logits, or from (1 − share)·q + share·δ_mask: ids before the mask's are drawn as from q
 * with u/(1 − share); else it is the mask, or what q gives behind it with (u − share)/(1 − share).
 * @param weights [V] scratch.
 */
export function drawInIntegers(
  row: Float64Array,
  largest: number,
  temperature: number,
  weights: Float64Array,
  uniform: number,
  mask?: { readonly id: number; readonly share: number },
): number {
  const total = integerWeights(weightRule(largest, temperature), row, weights);
  const drawAt = (word: number): number => draw(weights, shareOf(total, word));
  if (mask === undefined) return drawAt(uniformWord(uniform));
  const { before, behind } = maskedDrawWords(uniform, mask.share);
  const first = before === NO_DRAW ? mask.id : drawAt(before);
  if (first < mask.id || behind === NO_DRAW) return Math.min(first, mask.id);
  return Math.max(mask.id, drawAt(behind));
}
