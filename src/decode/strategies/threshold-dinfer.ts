import { numberOption } from '../options.ts';
import { commitRows, countAbove, rankAmong, rowsOfBlock } from '../ranking.ts';
import type { Strategy } from '../types.ts';
import { thresholdOption } from './threshold.ts';

/** How far below the best a slot may be where none reaches the threshold. */
const SLACK = 1e-5;

/** A slot whose pick is the mask id is left out of the step; so nothing may be committed. */
export const thresholdDinfer: Strategy = {
  id: 'threshold-dinfer',
  label: 'All above a threshold (dInfer)',
  summary: 'Commits every slot whose confidence reaches the threshold, or all within 1e-5 of the surest.',
  source: 'arXiv 2510.08666; dInfer parallel_strategy.py:get_transfer_index_threshold',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  options: [thresholdOption],
  plan(context) {
    const { stats, options, request } = context;
    const candidates = rowsOfBlock(context).filter((row) => stats.sampledIds[row] !== request.maskId);
    const scores = candidates.map((row) => stats.rawConfidence[row]!);
    const best = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const count = countAbove(scores, Math.min(best - SLACK, numberOption(options, 'threshold')));
    return commitRows(context, rankAmong(candidates, stats.rawConfidence, count));
  },
};
