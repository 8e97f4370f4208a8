import { commitRows, rankAmong, rowsOfBlock } from '../ranking.ts';
import type { PlanContext, Strategy } from '../types.ts';

/**
 * Divides and conquers: within each run of neighbouring masks the surest slot is committed if its confidence exceeds
 * the lower threshold, so that runs are cut in pieces. Equal maxima of a run are all committed. Both thresholds are
 * strict, unlike those of the other rules of the source.
 */
export const hierarchy: Strategy = {
  id: 'hierarchy',
  label: 'Surest of each run of masks first (dInfer hierarchy)',
  summary: 'Commits the surest slot of every run of masks if sure enough, the surest of all always.',
  source: 'arXiv 2510.08666; dInfer parallel_strategy.py:HierarchyDecoder',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  options: [
    {
      name: 'lowThreshold',
      summary: 'Confidence above which the surest slot of a run is committed; off (null) commits it always.',
      kind: 'number',
      min: 0,
      max: 1,
      nullable: true,
      default: 0.4,
    },
    {
      name: 'threshold',
      summary: 'Confidence above which a slot is committed wherever it is; off (null) leaves that out.',
      kind: 'number',
      min: 0,
      max: 1,
      nullable: true,
      default: null,
    },
  ],
  ask: () => ({ rule: { viaLog: true } }),
  plan(context) {
    const { rawConfidence: scores } = context.stats;
    const { lowThreshold, threshold } = context.options;
    const rows = rowsOfBlock(context);
    const exceeds = (row: number, limit: unknown): boolean => typeof limit === 'number' && scores[row]! > limit;
    const surest = rankAmong(rows, scores, 1).rows;
    const chosen = new Set(surest);
    for (const run of runsOf(rows, context)) {
      const best = Math.max(...run.map((row) => scores[row]!));
      for (const row of run) {
        const leads = scores[row] === best && (lowThreshold === null || exceeds(row, lowThreshold));
        if (leads || exceeds(row, threshold)) chosen.add(row);
      }
    }
    // Which slots are committed depends on their neighbours, so that no score is the boundary.
    const candidates = rows.filter((row) => chosen.has(row));
    return commitRows(context, rankAmong(candidates, scores, candidates.length));
  },
};

/** The rows, cut where their positions are not neighbours. */
function runsOf(rows: readonly number[], { stats: { positions } }: PlanContext): number[][] {
  const runs: number[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run !== undefined && positions[run.at(-1)!]! === positions[row]! - 1) run.push(row);
    else runs.push([row]);
  }
  return runs;
}
