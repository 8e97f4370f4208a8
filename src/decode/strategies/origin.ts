import { STREAM } from '../random.ts';
import { commitRows, NO_BOUNDARY } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** Decides how many by itself: neither quota nor `algTemp` matters. */
export const origin: Strategy = {
  id: 'origin',
  label: 'Random reveal',
  summary: 'Commits no slot before another: each is revealed with probability 1 − s/t by its own draw.',
  source: 'arXiv 2107.03006; Dream generation_utils.py:_sample, alg "origin"',
  schedule: 'dream',
  usesQuota: false,
  plan(context) {
    const draws = Array.from(context.stats.positions, (position) => context.uniform(position, STREAM.transfer));
    const revealed = [...draws.keys()].filter((row) => draws[row]! < context.revealProbability);
    // Slots of one step have no order of their own; that of their draws keeps position out of the measures of order.
    const rows = revealed.sort((a, b) => draws[a]! - draws[b]! || a - b);
    return commitRows(context, { rows, boundary: NO_BOUNDARY });
  },
};
