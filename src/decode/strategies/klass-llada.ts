import { numberOption } from '../options.ts';
import { rankAmong, rowsOfBlock } from '../ranking.ts';
import type { Strategy } from '../types.ts';
import { commitStable, klassTraits, recentDivergences, type Stability, stableRows } from './klass-stability.ts';

/**
 * Ready: confidence > threshold, divergences < threshold, and from pass H of the block on. See `klass-stability.ts`.
 * Deviation: above temperature 0 the source takes confidence and divergence from the noisy logits; here both are raw.
 */
export const klassLlada: Strategy<Stability> = {
  id: 'klass-llada',
  label: 'Sure and stable ones (KLASS for LLaDA)',
  summary: 'Commits every slot that is sure and stable over the last passes, or else the surest as the schedule asks.',
  source: 'arXiv 2511.05664; KLASS src/model/llada_klass.py:stable_confident_decode, alg "klass"',
  schedule: 'llada',
  ...klassTraits,
  plan(context) {
    const { stats, options, stepInBlock, block, quota } = context;
    const recent = recentDivergences(context);
    const isReady = (row: number): boolean => stats.rawConfidence[row]! > numberOption(options, 'confThreshold');
    const lasts = stepInBlock >= numberOption(options, 'historyLength') - 1;
    const ready = lasts ? stableRows(context, recent).filter(isReady) : [];
    const asked = stepInBlock < block.steps ? quota : 1;
    const ranking =
      ready.length > 0
        ? rankAmong(ready, stats.rawConfidence, ready.length)
        : rankAmong(rowsOfBlock(context), stats.rawConfidence, asked);
    return commitStable(context, recent, ranking);
  },
};
