import { numberOption } from '../options.ts';
import { commitByScore, rowsOfBlock } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** Keeps the logarithm of a frequency of 0 finite. */
const EPSILON = 1e-9;

/**
 * Score: e^(−λ·i) · min(−c·ln(p_D + 1e-9), α), i the position in the block, c the raw confidence, p_D the frequency of
 * the drawn token in a background corpus. The defaults are those of the paper and of the source's evaluation script;
 * its function has λ = α = 1.
 */
export const pcSampler: Strategy = {
  id: 'pc-sampler',
  label: 'Rare tokens and early positions first (PC-Sampler)',
  summary: 'Commits sure, uncommon tokens near the start of the block first.',
  source: 'arXiv 2508.13021; PC-Sampler src/generate.py:generate_with_pc_sampler',
  schedule: 'llada',
  usesQuota: true,
  needs: ['background'],
  options: [
    {
      name: 'lambda',
      summary: 'λ: how fast the weight of a position falls along the block; 0 ignores positions.',
      kind: 'number',
      min: 0,
      max: 10,
      default: 0.25,
    },
    {
      name: 'alpha',
      summary: 'α: the most that rareness counts.',
      kind: 'number',
      min: 0,
      max: 100,
      default: 10,
    },
  ],
  ask: () => ({ background: true }),
  plan(context) {
    const { stats, options, block } = context;
    const lambda = numberOption(options, 'lambda');
    const alpha = numberOption(options, 'alpha');
    const scores = Float64Array.from(stats.positions, (position, row) => {
      const surprise = -stats.rawConfidence[row]! * Math.log(stats.background![row]! + EPSILON);
      return Math.exp(-lambda * (position - block.start)) * Math.min(surprise, alpha);
    });
    return commitByScore(context, scores, rowsOfBlock(context));
  },
};
