/**
 * Which place a position has among those that were masked, by the score of the run's own strategy.
 *
 * The score is the number of the statistics that the strategy ranks by: Dream's negative entropy, confidence after
 * temperature and filters, margin, raw entropy, or LLaDA's raw confidence of the drawn token. Strategies that weigh
 * such a number by something else (certainty-prior, p2, pc-sampler, credit) are ranked by the number alone; those that
 * ask no number (random, origin, left-to-right, remdm) and unknown ones by raw confidence. So the rank says what the
 * model offered; where a rule did something else with it, commits of a low rank show it.
 */
import type { DecodeRequest, PositionStats, Scores, StepRecord } from '../decode/types.ts';
import { rowOf } from './evidence-row.ts';

type ScoreName = 'negativeEntropy' | 'confidence' | 'margin' | 'rawConfidence' | 'rawEntropy';

/** Strategies that rank by something else than the raw confidence of the drawn token. */
const SCORES: Readonly<Record<string, ScoreName>> = {
  entropy: 'negativeEntropy',
  'maskgit-plus': 'confidence',
  'topk-margin': 'margin',
  'entropy-bound': 'rawEntropy',
  'threshold-dream': 'confidence',
  'factor-d2cache': 'confidence',
  'certainty-prior': 'confidence',
  'p2-open-dllm': 'confidence',
  p2: 'confidence',
};

/** [M] the numbers that the strategy ranks by, larger = earlier. */
export function ownScores(stats: PositionStats, { strategy }: Pick<DecodeRequest, 'strategy'>): Scores {
  const name = (Object.hasOwn(SCORES, strategy) && SCORES[strategy]) || 'rawConfidence';
  return name === 'rawEntropy' ? stats.entropy.map((nats) => -nats) : stats[name];
}

/**
 * [rows] 1 = highest score. Equal scores share the best of their places (1, 2, 2, 4), so that a tie can be seen.
 * @param rows indices in `scores`.
 */
export function ranksOf(scores: ArrayLike<number>, rows: readonly number[]): Float32Array {
  const order = Array.from(rows.keys()).sort((a, b) => scores[rows[b]!]! - scores[rows[a]!]!);
  const ranks = new Float32Array(rows.length);
  order.forEach((index, place) => {
    const before = order[place - 1];
    const isTie = before !== undefined && scores[rows[before]!] === scores[rows[index]!];
    ranks[index] = isTie ? ranks[before]! : place + 1;
  });
  return ranks;
}

export interface ScoreRank {
  readonly rank: number;
  /** Positions masked and scored in the step. */
  readonly of: number;
  /** Positions of this score, itself included. */
  readonly tied: number;
}

/**
 * @param tokens [L] the canvas before the step.
 * @returns `null` if the position was not masked or not scored.
 */
export function scoreRank(
  record: StepRecord,
  request: Pick<DecodeRequest, 'strategy' | 'maskId'>,
  tokens: Int32Array,
  position: number,
): ScoreRank | null {
  const { stats } = record;
  const own = rowOf(stats, position);
  if (own < 0 || tokens[position] !== request.maskId) return null;
  const scores = ownScores(stats, request);
  let [above, tied, of] = [0, 0, 0];
  for (const [row, at] of stats.positions.entries()) {
    if (tokens[at] !== request.maskId) continue;
    of++;
    if (scores[row]! > scores[own]!) above++;
    else if (scores[row] === scores[own]) tied++;
  }
  return { rank: above + 1, of, tied };
}
