import { commitRows, rankTop } from '../ranking.ts';
import type { Strategy } from '../types.ts';

/** Positions that held a token when the block began; they are never remasked. */
type Fixed = ReadonlySet<number>;

/**
 * Path planning: of the n variable slots, the ⌊n·(1 − κ)⌋ of lowest confidence are masked after the step, κ = (i + 1)/K.
 * The confidence of a committed slot is that of the token proposed there now, though it keeps the one it holds.
 * ⌊·⌋ is of a float32 product, as in the source. The source has no blocks: with them, κ runs within the block.
 */
export const p2OpenDllm: Strategy<Fixed> = {
  id: 'p2-open-dllm',
  label: 'Path planning (Open-dLLM)',
  summary: 'Commits the surest slots and masks again those that have become the least sure.',
  source: 'arXiv 2502.03540; Open-dLLM qwen2/generation_utils.py:_mdm_sample, alg "p2"',
  schedule: 'llada',
  usesQuota: false,
  attends: 'all',
  plan(context) {
    const { stats, tokens, request, stepInBlock, block, positions } = context;
    const isMasked = (position: number): boolean => tokens[position] === request.maskId;
    const fixed =
      stepInBlock === 0 || context.memory === undefined
        ? new Set(positions.filter((position) => !isMasked(position)))
        : context.memory;
    const variable = positions.reduce((count, position) => count + (fixed.has(position) ? 0 : 1), 0);
    const keptShare = (stepInBlock + 1) / block.steps;
    const toMask = Math.floor(Math.fround(variable * Math.fround(1 - keptShare)));

    // Among equals the lowest position is masked, so the ranking is by doubt.
    const doubt = Float64Array.from(stats.confidence, (confidence, row) =>
      fixed.has(positions[row]!) ? Number.NEGATIVE_INFINITY : -confidence,
    );
    const { rows: doubted, boundary } = rankTop(doubt, toMask);
    const masked = new Set(doubted);
    const surestFirst = rankTop(stats.confidence, positions.length).rows;
    const rows = surestFirst.filter((row) => isMasked(positions[row]!) && !masked.has(row));
    const remask = doubted.map((row) => positions[row]!).filter((position) => !isMasked(position));
    return { ...commitRows(context, { rows, boundary }), remask, memory: fixed };
  },
};
