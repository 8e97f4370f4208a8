import { numberOption } from '../options.ts';
import { commitRows, rankAmong, rankTop } from '../ranking.ts';
import type { PlanContext, Strategy } from '../types.ts';

interface Memory {
  /** Slots that were masked when the run began; the others are never touched. */
  readonly own: ReadonlySet<number>;
  /** Confidence at the last commit, by position; that of a slot masked again stays. */
  readonly accepted: ReadonlyMap<number, number>;
  /** Confidence in the pass before, by position; a slot that was out of reach has none. */
  readonly previous: ReadonlyMap<number, number>;
}

/** Everything is masked as if seen before with confidence 0, but only in the first pass of the run. */
function start({ tokens, request }: PlanContext<Memory>): Memory {
  const own = [...tokens.keys()].filter((position) => tokens[position] === request.maskId);
  return { own: new Set(own), accepted: new Map(), previous: new Map(own.map((position) => [position, 0])) };
}

/**
 * Accepts every masked slot whose confidence exceeds the mean of those accepted so far (1 at first), at least n; then
 * masks again the max(⌊n/2⌋, ⌈c/8⌉) slots, fewer than the c accepted, whose confidence fell most since the pass before.
 * Quirks of the source, kept: the mean counts slots that were masked again, and the confidence that falls is that of
 * the token proposed now, not of the one that stands there. What is committed and dropped in one pass stays masked.
 * Deviation: a pick of the mask id is asked again; the source counts it as committed and may end with it.
 */
export const saber: Strategy<Memory> = {
  id: 'saber',
  label: 'Surer than the accepted ones so far, with backtracking (Saber)',
  summary:
    'Commits every slot surer than the mean of those committed, and masks again those that lost most confidence.',
  source: 'arXiv 2510.18165; Saber decoding.py:generate_with_saber',
  schedule: 'llada',
  usesQuota: false,
  pace: 'until-done',
  attends: 'all',
  options: [{ name: 'n', summary: 'Slots a step accepts at least.', kind: 'integer', min: 1, max: 4096, default: 2 }],
  plan(context) {
    const { stats, tokens, request, positions } = context;
    const memory = context.memory ?? start(context);
    const scores = stats.rawConfidence;
    const rows = [...positions.keys()].filter((row) => memory.own.has(positions[row]!));
    const isMasked = (row: number): boolean => tokens[positions[row]!] === request.maskId;

    const candidates = rows.filter(isMasked);
    const accepted = [...memory.accepted.values()];
    const mean =
      accepted.length === 0 ? 1 : accepted.reduce((sum, confidence) => sum + confidence, 0) / accepted.length;
    const above = candidates.filter((row) => scores[row]! > mean).length;
    const least = numberOption(context.options, 'n');
    const count = Math.max(above, least);
    const taken = rankAmong(candidates, scores, count);

    const held = rows.filter(
      (row) => !isMasked(row) || (taken.rows.includes(row) && stats.sampledIds[row] !== request.maskId),
    );
    const isFull = held.length === rows.length;
    const drop = (row: number): number => (memory.previous.get(positions[row]!) ?? Number.NaN) - scores[row]!;
    const comparable = held.filter((row) => !Number.isNaN(drop(row)));
    const backtrack = Math.min(Math.max(Math.floor(least / 2), Math.ceil(count / 8)), count - 1);
    const dropped = rankTop(comparable.map(drop), isFull ? 0 : Math.min(backtrack, comparable.length)).rows.map(
      (index) => comparable[index]!,
    );
    return {
      ...commitRows(context, { rows: taken.rows.filter((row) => !dropped.includes(row)), boundary: taken.boundary }),
      remask: dropped.filter((row) => !isMasked(row)).map((row) => positions[row]!),
      memory: {
        own: memory.own,
        accepted: new Map([...memory.accepted, ...taken.rows.map((row) => [positions[row]!, scores[row]!] as const)]),
        previous: new Map(rows.map((row) => [positions[row]!, scores[row]!])),
      },
      ...(isFull && { done: 'block' as const }),
    };
  },
};
