import { numberOption } from '../options.ts';
import { commitRows, rankAmong } from '../ranking.ts';
import type { PlanContext, Strategy } from '../types.ts';

interface Memory {
  /** Slots that were masked when the run began; the others are never touched. */
  readonly own: ReadonlySet<number>;
  /** Confidence at the last commit, by position; that of a slot masked again stays. */
  readonly accepted: ReadonlyMap<number, number>;
  /** Confidence in the pass before, by position; a slot that was out of reach has none. */
  readonly previous: ReadonlyMap<number, number>;
}

/** Before the first pass of the run every slot counts as seen, with confidence 0. */
function start({ tokens, request }: PlanContext<Memory>): Memory {
  const own = [...tokens.keys()].filter((position) => tokens[position] === request.maskId);
  return { own: new Set(own), accepted: new Map(), previous: new Map(own.map((position) => [position, 0])) };
}

/**
 * Accepts every masked slot whose confidence exceeds the mean of those accepted so far (1 at first), at least n; then
 * masks again the max(⌊n/2⌋, ⌈c/8⌉) slots, fewer than the c accepted, whose confidence fell most since the pass before.
 * Quirks of the source, kept: the mean counts slots that were masked again, and the confidence that falls is that of
 * the token proposed now, not of the one that stands there. What is accepted and dropped in one pass stays masked; a
 * slot that comes into reach is not dropped in its first pass; nothing is dropped once the canvas is full to the block's
 * end. Slots of earlier blocks may be dropped too. The run ends with the last mask, without a pass on blocks that were
 * full from the start.
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
    const { stats, tokens, request, positions, options } = context;
    const memory = context.memory ?? start(context);
    const round = request.sampling.precision === 'float32' ? Math.fround : (score: number): number => score;
    const scores = stats.rawConfidence;
    const rows = [...positions.keys()].filter((row) => memory.own.has(positions[row]!));
    const isMasked = (row: number): boolean => tokens[positions[row]!] === request.maskId;

    const masked = rows.filter(isMasked);
    const bar = round(meanOf([...memory.accepted.values()]) ?? 1);
    const least = numberOption(options, 'n');
    const count = Math.max(masked.filter((row) => scores[row]! > bar).length, least);
    const accepted = rankAmong(masked, scores, count);

    const written = new Set(accepted.rows.filter((row) => stats.sampledIds[row] !== request.maskId));
    const isHeld = (row: number): boolean => !isMasked(row) || written.has(row);
    const isFull = rows.every(isHeld);
    const writtenAt = new Set([...written].map((row) => positions[row]!));
    const isLast = [...memory.own].every((slot) => tokens[slot] !== request.maskId || writtenAt.has(slot));
    const drops = rows.map((row) => round(memory.previous.get(positions[row]!)! - scores[row]!));
    const droppable = [...rows.keys()].filter((i) => isHeld(rows[i]!) && memory.previous.has(positions[rows[i]!]!));
    const backtracked = isFull ? 0 : Math.min(Math.max(Math.floor(least / 2), Math.ceil(count / 8)), count - 1);
    const dropped = rankAmong(droppable, drops, backtracked).rows.map((i) => rows[i]!);
    return {
      ...commitRows(context, {
        rows: accepted.rows.filter((row) => !dropped.includes(row)),
        boundary: accepted.boundary,
      }),
      remask: dropped.filter((row) => !isMasked(row)).map((row) => positions[row]!),
      memory: {
        own: memory.own,
        accepted: new Map([...memory.accepted, ...scoresAt(context, accepted.rows)]),
        previous: scoresAt(context, rows),
      },
      ...(isFull && { done: isLast ? ('run' as const) : ('block' as const) }),
    };
  },
};

function meanOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Confidences by position. */
function scoresAt({ stats }: PlanContext<Memory>, rows: readonly number[]): ReadonlyMap<number, number> {
  return new Map(rows.map((row) => [stats.positions[row]!, stats.rawConfidence[row]!]));
}
