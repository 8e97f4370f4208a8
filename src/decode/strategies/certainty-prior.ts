import { numberOption } from '../options.ts';
import { commitRows, countAbove, rankAmong, rowsOfBlock } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** c × the share of certain slots around, weighed by a Gaussian: the narrower, the closer to left-to-right. */
export const certaintyPrior: Strategy = {
  id: 'certainty-prior',
  label: 'Sure and among committed ones first (certainty prior)',
  summary: 'Commits the slots first that are sure and have committed slots near them.',
  source: 'arXiv 2509.23094; d2Cache src/generation/vanilla.py, src/utils/common.py:certainty_density',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  options: [
    {
      name: 'sigma',
      summary: 'σ: width of the neighbourhood in positions; off (null) ignores neighbours.',
      kind: 'number',
      min: 0.01,
      max: 4096,
      nullable: true,
      default: 10,
    },
    { name: 'atLeast', summary: 'Slots a step commits at least.', kind: 'integer', min: 1, max: 4096, default: 1 },
    {
      name: 'threshold',
      summary: 'Score from which a slot is committed whatever their number; off commits no more than the least.',
      kind: 'number',
      min: 0,
      max: 1,
      nullable: true,
      default: null,
    },
  ],
  plan(context) {
    const { stats, options, tokens, request } = context;
    const sigma = options['sigma'];
    const density = typeof sigma === 'number' ? certaintyDensity(tokens, request.maskId, sigma) : null;
    const scores = stats.confidence.map((confidence, row) => confidence * (density?.[stats.positions[row]!] ?? 1));
    const candidates = rowsOfBlock(context);
    const threshold = options['threshold'];
    const sure =
      typeof threshold === 'number'
        ? countAbove(
            candidates.map((row) => scores[row]!),
            threshold,
          )
        : 0;
    return commitRows(context, rankAmong(candidates, scores, Math.max(sure, numberOption(options, 'atLeast'))));
  },
};

/**
 * [L] Σ exp(−d²/2σ²) over certain slots at distance d, over the same sum over offsets −3L … 3L − 1. Certain are the
 * slots that hold a token, L virtual ones before the canvas, and L after it if the last slot holds one.
 */
function certaintyDensity(tokens: Int32Array, maskId: number, sigma: number): Float64Array {
  const length = tokens.length;
  const kernel = (distance: number): number => Math.exp(-(distance ** 2) / (2 * sigma ** 2));
  let whole = 0;
  for (let offset = -3 * length; offset < 3 * length; offset++) whole += kernel(offset);
  const isCertain = (slot: number): boolean => {
    if (slot < 0) return true;
    return tokens[Math.min(slot, length - 1)] !== maskId;
  };
  return Float64Array.from(tokens, (_, position) => {
    let sum = 0;
    for (let slot = -length; slot < 2 * length; slot++) if (isCertain(slot)) sum += kernel(position - slot);
    return sum / whole;
  });
}
