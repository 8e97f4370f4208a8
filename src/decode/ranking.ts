/** Choosing n of the M candidate rows by score. */
import { STREAM } from './random.ts';
import type { Boundary, PlanContext, StepPlan } from './types.ts';

export interface Ranking {
  /** Indices of the chosen rows, highest score first. */
  readonly rows: readonly number[];
  readonly boundary: Boundary;
}

/** A choice that no score decided. */
export const NO_BOUNDARY: Boundary = { ties: 0, gap: null };

/**
 * The n rows of highest score, ties to the lowest row, which is the lowest position. Deviation: the sources leave ties
 * to `torch.topk`, whose order among equals is unspecified.
 * @param scores [M], no NaN.
 * @param n 0 ≤ n ≤ M.
 * @param preference [M] decides among equals, the larger first, before the row does; for `TieRule`.
 */
export function rankTop(scores: ArrayLike<number>, n: number, preference?: ArrayLike<number>): Ranking {
  const prefer = (a: number, b: number): number => (preference === undefined ? 0 : preference[b]! - preference[a]!);
  const order = Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]! || prefer(a, b) || a - b);
  const rows = order.slice(0, n);
  if (n === 0 || n === order.length) return { rows, boundary: NO_BOUNDARY };
  const lastIn = scores[order[n - 1]!]!;
  const firstOut = scores[order[n]!]!;
  const tied = lastIn === firstOut;
  const ties = tied ? order.filter((row) => scores[row] === lastIn).length : 0;
  return { rows, boundary: { ties, gap: tied ? 0 : lastIn - firstOut } };
}

/**
 * The rows whose score reaches `threshold`, and the highest always.
 * @param scores [M], M ≥ 1.
 */
export function rankAbove(scores: ArrayLike<number>, threshold: number): Ranking {
  return rankTop(scores, Math.max(countAbove(scores, threshold), 1));
}

/** How many scores reach `threshold`. */
export function countAbove(scores: ArrayLike<number>, threshold: number): number {
  let count = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i]! >= threshold) count++;
  return count;
}

/**
 * The n candidates of highest score, all if there are fewer.
 * @param candidates rows, ascending.
 * @param scores [M], of all rows; so is `preference`, see `rankTop`.
 */
export function rankAmong(
  candidates: readonly number[],
  scores: ArrayLike<number>,
  n: number,
  preference?: ArrayLike<number>,
): Ranking {
  const { rows, boundary } = rankTop(
    candidates.map((row) => scores[row]!),
    Math.min(n, candidates.length),
    preference && candidates.map((row) => preference[row]!),
  );
  return { rows: rows.map((index) => candidates[index]!), boundary };
}

/** Rows inside the block, for rules that leave alone what lies before it, or see what lies behind it. */
export function rowsOfBlock({ positions, block }: PlanContext): number[] {
  return [...positions.keys()].filter((row) => positions[row]! >= block.start && positions[row]! < block.end);
}

/**
 * Keys whose n largest are n rows drawn without replacement with probability ∝ softmax(score / algTemp): the Gumbel
 * form score / algTemp − ln(−ln u), u from the stream `order`. The softmax's normaliser is the same for all, so left out.
 * Source: Dream `generation_utils.py:_sample`, `alg_temp`; Kool et al. 1903.06059.
 */
function gumbelKeys(scores: ArrayLike<number>, context: PlanContext): Float64Array {
  const { algTemp, stats, uniform } = context;
  return Float64Array.from(
    scores,
    (score, row) => score / algTemp - Math.log(-Math.log(uniform(stats.positions[row]!, STREAM.order))),
  );
}

/** [M] what decides among equal scores, the larger first; `undefined` leaves it to the position. See `TieRule`. */
function tiePreference({ request, stats, uniform }: PlanContext): ArrayLike<number> | undefined {
  const { positions, rawConfidence } = stats;
  switch (request.ties ?? 'lowest') {
    case 'lowest':
      return undefined;
    case 'highest':
      return positions;
    case 'random':
      return Float64Array.from(positions, (position) => uniform(position, STREAM.ties));
    case 'confidence':
      return rawConfidence;
  }
}

/** Commits the drawn tokens of `rows`, in that order. */
export function commitRows(context: PlanContext, { rows, boundary }: Ranking): StepPlan {
  const { positions, sampledIds } = context.stats;
  const unmask = rows.map((row) => ({ position: positions[row]!, tokenId: sampledIds[row]! }));
  return { unmask, remask: [], boundary };
}

/**
 * Commits `quota` slots by score: the highest, or drawn by score if `algTemp` > 0; equals by `request.ties`. The boundary is that of the numbers
 * that decided: the scores, or the drawn keys.
 * @param scores [M].
 * @param candidates rows that may be committed, ascending; default all.
 */
export function commitByScore(
  context: PlanContext,
  scores: ArrayLike<number>,
  candidates: readonly number[] = [...context.stats.positions.keys()],
): StepPlan {
  const keys = context.algTemp > 0 ? gumbelKeys(scores, context) : scores;
  return commitRows(context, rankAmong(candidates, keys, context.quota, tiePreference(context)));
}
