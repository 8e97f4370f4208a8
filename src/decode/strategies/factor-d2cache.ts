import { numberOption } from '../options.ts';
import { commitRows, rankAmong, rowsOfBlock } from '../ranking.ts';
import type { Strategy } from '../types.ts';
import { factorOption } from './factor-rule.ts';

/** Where every slot passes, all but the last are committed (the source's off-by-one), but at least `atLeast`. */
export const factorD2cache: Strategy = {
  id: 'factor-d2cache',
  label: 'Factor rule (d2Cache)',
  summary: 'Commits the n surest slots while (n + 1)(1 − c) < f, by the filtered confidence.',
  source: 'arXiv 2505.22618; d2Cache src/generation/vanilla.py:confidence_unmasking',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  options: [
    factorOption,
    { name: 'atLeast', summary: 'Slots a step commits at least.', kind: 'integer', min: 1, max: 4096, default: 1 },
  ],
  plan(context) {
    const { stats, options } = context;
    const factor = numberOption(options, 'factor');
    const candidates = rowsOfBlock(context);
    const sorted = Float64Array.from(candidates, (row) => stats.confidence[row]!)
      .sort()
      .reverse();
    const failing = sorted.findIndex((confidence, index) => (index + 2) * (1 - confidence) >= factor);
    const count = failing < 0 ? sorted.length - 1 : failing;
    return commitRows(
      context,
      rankAmong(candidates, stats.confidence, Math.max(count, numberOption(options, 'atLeast'))),
    );
  },
};
