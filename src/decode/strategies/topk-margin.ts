import { commitByScore } from '../ranking.ts';
import type { Strategy } from '../types.ts';

export const topkMargin: Strategy = {
  id: 'topk-margin',
  label: 'Widest margin first',
  summary: 'Commits the slots with the widest margin between their two most probable tokens first.',
  source: 'arXiv 2502.06768; Dream generation_utils.py:_sample, alg "topk_margin"',
  schedule: 'dream',
  usesQuota: true,
  plan: (context) => commitByScore(context, context.stats.margin),
};
