import { numberOption } from '../options.ts';
import { commitRows, rankAmong } from '../ranking.ts';
import type { PlanContext, Strategy } from '../types.ts';

/** Slots the step before committed: from then on a step masks fewer than that again. */
type LastAccept = number;

/** At the start of a block. */
const FIRST_ACCEPT = 30;
const LARGEST_SHARE = 0.7;
/** A step commits at most 0.7 of the masks, but never fewer than 5 and never more than 20. */
const LEAST_LIMIT = 5;
const MOST_LIMIT = 20;

/** Positions of the block, least sure first, whose token the shadow doubts: at most as many as may be masked again. */
function doubted({ stats, block, tokens, request, options }: PlanContext<LastAccept>, lastAccept: number): number[] {
  const shadowHeld = stats.shadowHeld!;
  const verified = [...shadowHeld.keys()].filter((slot) => tokens[block.start + slot] !== request.maskId);
  const below = verified.filter((slot) => shadowHeld[slot]! < numberOption(options, 'thresholdBack'));
  const most = below.length >= lastAccept ? lastAccept - 1 : below.length;
  return below
    .sort((a, b) => shadowHeld[a]! - shadowHeld[b]! || a - b)
    .slice(0, most)
    .map((slot) => block.start + slot);
}

/**
 * Wide in: every masked slot with confidence > threshold, the surest at least, a limit at most. Narrow out, if more than
 * one came in: committed slots of the block whose token the shadow gives less than thresholdBack. The shadow is a
 * second copy of the block, all masked, that sees the canvas but for its own slot. A token is verified from the step
 * after its commit on. Deviation: a pick of the mask id is asked again; the source takes it for committed.
 */
export const wino: Strategy<LastAccept> = {
  id: 'wino',
  label: 'Above a threshold, verified by a shadow block (WINO)',
  summary: 'Commits every slot that is sure enough, and masks again what a second look at the block does not confirm.',
  source: 'arXiv 2507.18578; WINO-DLLM LLaDA/decoding.py:decoding_wino',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  needs: ['shadow'],
  options: [
    {
      name: 'threshold',
      summary: 'Confidence above which a slot is committed.',
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.6,
    },
    {
      name: 'thresholdBack',
      summary: 'Probability in the shadow below which a token is masked again.',
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.9,
    },
  ],
  ask: ({ block }) => ({ shadow: { start: block.start, end: block.end } }),
  plan(context) {
    const { stats, options, stepInBlock, memory } = context;
    const threshold = numberOption(options, 'threshold');
    const lastAccept = stepInBlock === 0 || memory === undefined ? FIRST_ACCEPT : memory;
    const scores = stats.rawConfidence;
    const rows = [...scores.keys()];
    const limit = Math.min(Math.max(Math.floor(scores.length * LARGEST_SHARE), LEAST_LIMIT), MOST_LIMIT);
    const above = rows.filter((row) => scores[row]! > threshold).length;
    const ranking = rankAmong(rows, scores, Math.min(Math.max(above, 1), limit));
    const accepted = ranking.rows.length;
    return {
      ...commitRows(context, ranking),
      remask: accepted > 1 ? doubted(context, lastAccept) : [],
      memory: accepted,
    };
  },
};
