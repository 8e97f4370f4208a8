/**
 * The factor rule: commit the largest n with c₍ₙ₎ ≥ 1 − f/(n + 1), c₍ₙ₎ the n-th largest confidence, and at least one.
 * Three repositories have it with three different edges, so it is here by three names.
 */
import { numberOption } from '../options.ts';
import { commitRows, rankAmong, rankTop, rowsOfBlock } from '../ranking.ts';
import type { OptionSpec, Strategy } from '../types.ts';

const factorOption: OptionSpec = {
  name: 'factor',
  summary: 'f: the larger, the more slots a step commits.',
  kind: 'number',
  min: 0,
  max: 100,
  default: 1,
};

/**
 * Length of the prefix of `sorted` (falling) whose n-th confidence, n from 1, passes; the first passes always.
 * @param passes of (confidence, n).
 */
function prefixLength(sorted: readonly number[], passes: (confidence: number, n: number) => boolean): number {
  const failing = sorted.findIndex((confidence, index) => index > 0 && !passes(confidence, index + 1));
  return failing < 0 ? sorted.length : failing;
}

const fallingOrder = (scores: ArrayLike<number>): number[] => Array.from(scores).sort((a, b) => b - a);

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
    const factor = numberOption(options, 'factor');
    const sorted = fallingOrder(stats.rawConfidence);
    const length = prefixLength(sorted, (confidence, n) => confidence >= 1 - factor / (n + 1));
    // The source's scan ends on the last index whether that passed or not, and then adds one.
    const count = length === sorted.length - 1 ? sorted.length : length;
    return commitRows(context, rankTop(stats.rawConfidence, count));
  },
};

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
    const factor = numberOption(options, 'factor');
    const sorted = fallingOrder(stats.rawConfidence);
    const count = prefixLength(sorted, (confidence, n) => confidence >= 1 - factor / (n + 1));
    return commitRows(context, rankTop(stats.rawConfidence, count));
  },
};

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
    const sorted = fallingOrder(candidates.map((row) => stats.confidence[row]!));
    const failing = sorted.findIndex((confidence, index) => (index + 2) * (1 - confidence) >= factor);
    const count = failing < 0 ? sorted.length - 1 : failing;
    return commitRows(
      context,
      rankAmong(candidates, stats.confidence, Math.max(count, numberOption(options, 'atLeast'))),
    );
  },
};
