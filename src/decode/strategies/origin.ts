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
    const rows: number[] = [];
    for (const [row, position] of context.stats.positions.entries()) {
      if (context.uniform(position, STREAM.transfer) < context.revealProbability) rows.push(row);
    }
    return commitRows(context, { rows, boundary: NO_BOUNDARY });
  },
};
