import { STREAM } from '../random.ts';
import { commitRows, rankTop } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** The order is random already, so `algTemp` does not matter. */
export const random: Strategy = {
  id: 'random',
  label: 'Random order',
  summary: 'Commits the slots of the highest random scores first, whatever the model says.',
  source: 'arXiv 2502.09992; LLaDA generate.py:generate, remasking "random"',
  schedule: 'llada',
  usesQuota: true,
  plan(context) {
    const { stats, uniform, quota } = context;
    const scores = Float64Array.from(stats.positions, (position) => uniform(position, STREAM.transfer));
    return commitRows(context, rankTop(scores, quota));
  },
};
