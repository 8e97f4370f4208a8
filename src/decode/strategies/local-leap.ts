import { numberOption } from '../options.ts';
import { commitRows, rankAmong, rankTop } from '../ranking.ts';
import type { Strategy } from '../types.ts';
import { thresholdOption } from './threshold.ts';

/**
 * `threshold` with a lower one near anchors, the masked slots that reach the full threshold in this step. Tokens
 * committed in earlier steps are no anchors. The surest slot is committed whatever its confidence.
 *
 * The defaults are those of the source's example; its function has no relaxed threshold unless given one. Deviations:
 * the source can end the run at a token that ends the text, and can draw random confidences; here neither. It loops for
 * ever on a slot whose pick is the mask.
 */
export const localLeap: Strategy = {
  id: 'local-leap',
  label: 'All above a threshold, a lower one near sure slots (LocalLeap)',
  summary: 'Commits every slot above the threshold, and around those also slots above a lower one.',
  source: 'arXiv 2510.07081; LocalLeap llada/generate.py:get_transfer_index (read in a copy)',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  options: [
    thresholdOption,
    {
      name: 'relaxedThreshold',
      summary: 'Confidence from which a slot near an anchor is committed.',
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.75,
    },
    {
      name: 'radius',
      summary: 'Positions on either side of an anchor that are near it.',
      kind: 'integer',
      min: 0,
      max: 4096,
      default: 4,
    },
  ],
  plan(context) {
    const { options } = context;
    const { positions, rawConfidence: scores } = context.stats;
    const threshold = numberOption(options, 'threshold');
    const radius = numberOption(options, 'radius');
    const anchors = positions.filter((_, row) => scores[row]! >= threshold);
    const isNear = (position: number): boolean => anchors.some((anchor) => Math.abs(anchor - position) <= radius);
    const surest = rankTop(scores, 1).rows[0];
    const candidates = [...positions.keys()].filter((row) => {
      const limit = isNear(positions[row]!) ? numberOption(options, 'relaxedThreshold') : threshold;
      return row === surest || scores[row]! >= limit;
    });
    // The limit depends on the neighbours, so that no score is the boundary.
    return commitRows(context, rankAmong(candidates, scores, candidates.length));
  },
};
