import { numberOption } from '../options.ts';
import { rankAmong, rowsOfBlock } from '../ranking.ts';
import type { Strategy } from '../types.ts';
import { commitStable, klassTraits, recentDivergences, type Stability, stableRows } from './klass-stability.ts';

/**
 * Ready: confidence ≥ threshold, divergences < threshold. See `klass-stability.ts`. A quirk of the source, kept: it
 * commits the arg-max, never a drawn token; where none is ready, temperature and filters decide the slot but not the
 * token. The source has no blocks: with them, the rule acts inside the block.
 */
export const klassDream: Strategy<Stability> = {
  id: 'klass-dream',
  label: 'Sure and stable ones (KLASS for Dream)',
  summary: 'Commits every slot that is sure and stable over the last passes, or else the surest one.',
  source: 'arXiv 2511.05664; KLASS src/model/dream_klass.py:_sample, alg "klass"',
  schedule: 'dream',
  ...klassTraits,
  plan(context) {
    const { stats, options } = context;
    const likeliest = stats.positions.map((_, row) => stats.topIds[row * stats.candidates]!);
    const raw = Float64Array.from(likeliest, (tokenId, row) =>
      stats.sampledIds[row] === tokenId
        ? stats.rawConfidence[row]!
        : Math.exp(stats.topLogProbs[row * stats.candidates]!),
    );
    const recent = recentDivergences(context);
    const isReady = (row: number): boolean => raw[row]! >= numberOption(options, 'confThreshold');
    const ready = stableRows(context, recent).filter(isReady);
    const ranking =
      ready.length > 0 ? rankAmong(ready, raw, ready.length) : rankAmong(rowsOfBlock(context), stats.confidence, 1);
    return commitStable({ ...context, stats: { ...stats, sampledIds: likeliest } }, recent, ranking);
  },
};
