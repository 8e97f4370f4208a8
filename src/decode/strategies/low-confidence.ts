import { commitByScore } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** LLaDA's name tells what is left masked ("low-confidence remasking"); the label tells what is committed. */
export const lowConfidence: Strategy = {
  id: 'low-confidence',
  label: 'Highest confidence first (LLaDA)',
  summary: 'Commits the slots whose drawn token is most probable in the untempered distribution first.',
  source: 'arXiv 2502.09992; LLaDA generate.py:generate, remasking "low_confidence"',
  schedule: 'llada',
  usesQuota: true,
  plan: (context) => commitByScore(context, context.stats.rawConfidence),
};
