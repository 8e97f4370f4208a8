import { numberOption } from '../options.ts';
import { commitRows, rankTop } from '../ranking.ts';
import type { Strategy } from '../types.ts';
import { factorCount, factorOption } from './factor-rule.ts';

/** Deviation: the source stops at a block without masks with an error. */
export const factorDinfer: Strategy = {
  id: 'factor-dinfer',
  label: 'Factor rule (Fast-dLLM v1.5, dInfer)',
  summary: 'Commits the n surest slots while c ≥ 1 − f/(n + 1), and the last of all as soon as it is its turn.',
  source: 'arXiv 2505.22618; dInfer parallel_strategy.py:get_transfer_index_dynamic',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  options: [factorOption],
  plan(context) {
    const { stats, options } = context;
    const passing = factorCount(stats.rawConfidence, numberOption(options, 'factor'));
    // The source's scan ends on the last index whether that passed or not, and then adds one.
    const all = stats.positions.length;
    return commitRows(context, rankTop(stats.rawConfidence, passing === all - 1 ? all : passing));
  },
};
