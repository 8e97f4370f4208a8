import { numberOption } from '../options.ts';
import { commitRows, rankTop } from '../ranking.ts';
import type { Strategy } from '../types.ts';
import { factorCount, factorOption } from './factor-rule.ts';

/** Deviation: the source stops with an error where a block takes more passes than it has planned steps. */
export const factorDllm: Strategy = {
  id: 'factor-dllm',
  label: 'Factor rule (dllm)',
  summary: 'Commits the n surest slots while c ≥ 1 − f/(n + 1).',
  source: 'arXiv 2505.22618; dllm pipelines/fastdllm/llada/sampler.py:_get_transfer_index',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  options: [factorOption],
  plan(context) {
    const { stats, options } = context;
    const count = factorCount(stats.rawConfidence, numberOption(options, 'factor'));
    return commitRows(context, rankTop(stats.rawConfidence, count));
  },
};
