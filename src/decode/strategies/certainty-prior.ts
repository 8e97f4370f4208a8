import { numberOption } from '../options.ts';
import { commitRows, countAbove, rankAmong, rowsOfBlock } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** Less than half of the last binary place of 1 in float64. */
const NEGLIGIBLE = 2 ** -54;

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
    const scores = stats.confidence.map((confidence, row) => confidence * (density?.(stats.positions[row]!) ?? 1));
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
 * By position, asked in rising order: Σ exp(−d²/2σ²) over certain slots at distance d, over the same sum over offsets
 * −3L … 3L − 1. Certain are the slots that hold a token, L virtual ones before the canvas, and L after it if the last
 * slot holds one.
 */
function certaintyDensity(tokens: Int32Array, maskId: number, sigma: number): (position: number) => number {
  const length = tokens.length;
  const kernel = new Float64Array(3 * length + 1);
  for (let distance = 0; distance < kernel.length; distance++) {
    kernel[distance] = Math.exp(-(distance * distance) / (2 * sigma * sigma));
    if (kernel[distance] === 0) break; // and so are all that follow
  }
  // sums[d]: of the kernel before distance d.
  const sums = new Float64Array(kernel.length);
  for (let d = 1; d < sums.length; d++) sums[d] = sums[d - 1]! + kernel[d - 1]!;
  const between = (from: number, to: number): number => sums[to]! - sums[from]!;
  const whole = 2 * sums[3 * length]! - kernel[0]! + kernel[3 * length]!;

  const certain = tokens.map((_, position) => position).filter((position) => tokens[position] !== maskId);
  const goesOn = tokens[length - 1] !== maskId;
  let right = 0;
  return (position) => {
    let sum = between(position + 1, position + length + 1);
    if (goesOn) sum += between(length - position, 2 * length - position);
    // From the position outwards, until what follows is too small to change the sum.
    while (right < certain.length && certain[right]! < position) right++;
    for (let i = right; i < certain.length; i++) {
      const value = kernel[certain[i]! - position]!;
      if (value <= sum * NEGLIGIBLE) break;
      sum += value;
    }
    for (let i = right - 1; i >= 0; i--) {
      const value = kernel[position - certain[i]!]!;
      if (value <= sum * NEGLIGIBLE) break;
      sum += value;
    }
    return sum / whole;
  };
}
