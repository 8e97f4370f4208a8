import { commitByScore } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** The confidence is that of the drawn token under the tempered, filtered distribution. */
export const maskgitPlus: Strategy = {
  id: 'maskgit-plus',
  label: 'Highest confidence first (MaskGIT)',
  summary: 'Commits the slots whose drawn token is most probable after temperature and filters first.',
  source: 'arXiv 2202.04200; Dream generation_utils.py:_sample, alg "maskgit_plus"',
  schedule: 'dream',
  usesQuota: true,
  plan: (context) => commitByScore(context, context.stats.confidence),
};
