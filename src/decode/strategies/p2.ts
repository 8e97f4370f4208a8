import { numberOption } from '../options.ts';
import { STREAM } from '../random.ts';
import { commitRows, NO_BOUNDARY, rankTop } from '../ranking.ts';
import type { PlanContext, Strategy } from '../types.ts';

/** Positions that held a token when the block began; they are never remasked. */
type Fixed = ReadonlySet<number>;

/**
 * Path planning: after step i of K (from 1) the ⌊n·(1 − i/K)⌋ lowest-scored of the n variable slots are masked, those
 * committed before included. The score is the log-probability of the token proposed there now, though a committed slot
 * keeps the one it holds; times η there, so that 0 never remasks (ancestral sampling) and more than 1 revises more.
 * Only slots strictly below the first that is kept are masked, so that equals are committed together. All K steps are
 * run, since a full canvas may still be revised. ⌊·⌋ is of a float32 product, as in the source.
 *
 * Deviations: above temperature 0 the source scores by the log-softmax of the logits with the Gumbel noise in them,
 * here it is the probability that the token is drawn with; a separate planner network and schedules other than κ(t) = t
 * are left out; the source has no blocks: with them, i/K runs within the block.
 */
export const p2: Strategy<Fixed> = {
  id: 'p2',
  label: 'Path planning (P2)',
  summary: 'Commits the surest slots and masks again those that have become the least sure, by a score with weight η.',
  source: 'arXiv 2502.03540; path_planning p2.py:p2_sampling (package path-planning, read in a copy)',
  schedule: 'llada',
  usesQuota: false,
  pace: 'until-done',
  attends: 'all',
  options: [
    {
      name: 'eta',
      summary: 'η: weight of the doubt about committed slots; 0 never masks them again.',
      kind: 'number',
      min: 0,
      max: 100,
      default: 1,
    },
    {
      name: 'scores',
      summary: 'What ranks the slots: the confidence of the proposed token, or a random number.',
      kind: 'choice',
      choices: ['confidence', 'random'],
      default: 'confidence',
    },
  ],
  plan(context) {
    const { tokens, request, stepInBlock, block, positions } = context;
    const isMasked = (row: number): boolean => tokens[positions[row]!] === request.maskId;
    const fixed =
      stepInBlock === 0 || context.memory === undefined
        ? new Set(positions.filter((_, row) => !isMasked(row)))
        : context.memory;
    const variable = [...positions.keys()].filter((row) => !fixed.has(positions[row]!));
    const scores = scoresOf(context, isMasked);

    const share = (stepInBlock + 1) * (1 / block.steps);
    const toMask = Math.trunc(Math.fround(variable.length * Math.fround(1 - share)));
    const surestFirst = rankTop(scores, scores.length).rows.filter((row) => !fixed.has(positions[row]!));
    const firstKept = scores[surestFirst[surestFirst.length - 1 - toMask]!]!;
    const kept = surestFirst.filter((row) => scores[row]! >= firstKept);
    const masked = surestFirst.slice(kept.length);
    const boundary = masked.length === 0 ? NO_BOUNDARY : { ties: 0, gap: firstKept - scores[masked[0]!]! };
    return {
      ...commitRows(context, { rows: kept.filter(isMasked), boundary }),
      remask: masked.filter((row) => !isMasked(row)).map((row) => positions[row]!),
      memory: fixed,
      ...((stepInBlock + 1 >= block.steps || variable.length === 0) && { done: 'block' as const }),
    };
  },
};

/** [M] ≤ 0. */
function scoresOf(context: PlanContext<Fixed>, isMasked: (row: number) => boolean): Float64Array {
  const { stats, options, uniform } = context;
  const eta = numberOption(options, 'eta');
  return Float64Array.from(stats.positions, (position, row) => {
    const share = options['scores'] === 'random' ? uniform(position, STREAM.transfer) : stats.confidence[row]!;
    // Not −∞, so that η = 0 makes 0 of it.
    const score = Math.log(Math.max(share, Number.MIN_VALUE));
    return isMasked(row) ? score : score * eta;
  });
}
