import { numberOption } from '../options.ts';
import { commitRows, rankTop } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/**
 * By rising entropy H₍₁₎ ≤ H₍₂₎ ≤ …, the largest n with H₍₁₎ + … + H₍ₙ₋₁₎ ≤ γ. The entropy is that of the raw
 * distribution, whatever the temperature. The source has no blocks: a block length below the canvas composes with it.
 */
export const entropyBound: Strategy = {
  id: 'entropy-bound',
  label: 'Lowest entropy first, up to a bound (EB)',
  summary: 'Commits the slots of lowest entropy as long as the entropies before the last sum to at most γ.',
  source: 'arXiv 2505.24857; PC-Sampler src/generate.py:generate_with_eb_sampler',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  options: [
    {
      name: 'gamma',
      summary: 'γ, nats: bound of the joint error of a step; 0 commits one slot.',
      kind: 'number',
      min: 0,
      max: 100,
      default: 0.1,
    },
  ],
  plan(context) {
    const { stats, options, request } = context;
    // The bound sees sums in the precision of the scores: in float32 a small entropy gets lost beside a large one.
    const round = request.sampling.precision === 'float32' ? Math.fround : (entropy: number): number => entropy;
    const gamma = numberOption(options, 'gamma');
    const rising = Array.from(stats.entropy).sort((a, b) => a - b);
    let sum = 0;
    let count = 0;
    for (const entropy of rising) {
      sum += entropy;
      if (round(round(sum) - entropy) <= gamma) count += 1;
    }
    const surest = Float64Array.from(stats.entropy, (entropy) => -entropy);
    return commitRows(context, rankTop(surest, Math.max(count, 1)));
  },
};
