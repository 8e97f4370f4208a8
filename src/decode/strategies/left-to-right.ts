import { commitRows, NO_BOUNDARY } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** The control: its AR-ness is 1. Scores and `algTemp` do not matter. */
export const leftToRight: Strategy = {
  id: 'left-to-right',
  label: 'Leftmost first',
  summary: 'Commits the leftmost masked slots first, as an autoregressive model does.',
  source: 'The autoregressive control of arXiv 2506.20639, section 4',
  schedule: 'llada',
  usesQuota: true,
  leftOnly: true,
  plan: (context) =>
    commitRows(context, { rows: Array.from({ length: context.quota }, (_, row) => row), boundary: NO_BOUNDARY }),
};
