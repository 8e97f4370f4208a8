import { commitByScore } from '../ranking.ts';
import type { Strategy } from '../types.ts';

export const entropy: Strategy = {
  id: 'entropy',
  label: 'Lowest entropy first',
  summary: 'Commits the slots whose distribution has the lowest entropy first; the default of DiffuCoder.',
  source: 'arXiv 2506.20639; Dream generation_utils.py:_sample, alg "entropy"',
  schedule: 'dream',
  usesQuota: true,
  plan: (context) => commitByScore(context, context.stats.negativeEntropy),
};
