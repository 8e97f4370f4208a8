import { numberOption } from '../options.ts';
import { commitRows, countAbove, rankTop } from '../ranking.ts';
import type { Strategy } from '../types.ts';
import { thresholdOption } from './threshold.ts';

interface Carry {
  /** Tokens that every step may commit, and those that the steps before could not. */
  readonly quota: number;
  readonly left: number;
  /** Steps of the block; grows by one for each last step that leaves tokens. */
  readonly steps: number;
}

/**
 * Commits at most ⌈masked / steps⌉ tokens a step plus what the steps before left; the surest always. Deviation: the
 * source asks for steps that divide the masks (there the quota is the same, and never exceeds the masks).
 */
export const thresholdDream: Strategy<Carry> = {
  id: 'threshold-dream',
  label: 'Above a threshold, within a quota (Fast-dLLM for Dream)',
  summary: 'Commits the slots whose confidence reaches the threshold, no more than the steps so far allow.',
  source: 'arXiv 2505.22618; Fast-dLLM dream/model/generation_utils.py:_sample, alg "confidence_threshold"',
  schedule: 'dream',
  usesQuota: false,
  pace: 'until-done',
  options: [thresholdOption],
  plan(context) {
    const { stats, options, stepInBlock, block, memory } = context;
    const masked = stats.positions.length;
    const carry =
      stepInBlock === 0 || memory === undefined
        ? { quota: Math.ceil(masked / block.steps), left: 0, steps: block.steps }
        : memory;
    const most = Math.min(carry.quota + carry.left, masked);
    const sure = countAbove(stats.confidence, numberOption(options, 'threshold'));
    const committed = Math.min(Math.max(sure, 1), most);
    const left = most - committed;
    const isLast = stepInBlock >= carry.steps - 1;
    return {
      ...commitRows(context, rankTop(stats.confidence, committed)),
      memory: isLast ? { quota: 0, left, steps: carry.steps + 1 } : { ...carry, left },
      ...(isLast && left === 0 && { done: 'block' as const }),
    };
  },
};
