import { numberOption } from '../options.ts';
import { commitRows, rankAmong } from '../ranking.ts';
import type { OptionValues, PlanContext, Strategy } from '../types.ts';

/** A stretch of the block that is explored, then filled. */
interface Cycle {
  readonly start: number;
  /** How far it was found to reach, one past the last position; `null` while it is explored. */
  readonly end: number | null;
  /** Exploring passes so far. */
  readonly explored: number;
  /** The last ends that were found, at most as many as the window. */
  readonly ends: readonly number[];
  /** Whether the last of `ends` were close enough together that no more are sought. */
  readonly settled: boolean;
}

/**
 * A block is filled in cycles. Slow: for a fixed number of passes the cycle's end is sought, one past the last masked
 * slot of the block that is sure enough at all; it settles when the last ends differ little, else their mean is taken.
 * Fast: the slots up to there are filled. In both, all slots above the high threshold are committed if there are two
 * or more, else the surest one; slow passes choose from all the rest of the block.
 *
 * The source runs all exploring passes even if the block is full before; here such passes are not run, but counted.
 * Its fast passes but the first see only the canvas up to the cycle's end (`prefix`). Its limit of 256 cycles cannot
 * be reached, since each ends behind the one before. Deviation: it loops for ever on a slot whose pick is the mask.
 */
export const slowfast: Strategy<Cycle> = {
  id: 'slowfast',
  label: 'Surest first, then fast up to where the model is sure (SlowFast)',
  summary: 'Commits the surest slots while it finds out how far the model is sure, then fills up to there.',
  source: 'arXiv 2506.10848; Slow-Fast-Sampling generate_slow_fast_sampling.py',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  needs: ['growth'],
  options: [
    { name: 'explorationSteps', summary: 'Slow passes of a cycle.', kind: 'integer', min: 1, max: 256, default: 6 },
    {
      name: 'cycleThreshold',
      summary: 'Confidence from which a slot counts when the end of a cycle is sought.',
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.3,
    },
    {
      name: 'stabilityWindow',
      summary: 'How many ends in a row must agree.',
      kind: 'integer',
      min: 1,
      max: 256,
      default: 2,
    },
    {
      name: 'stabilityStd',
      summary: 'Standard deviation, in positions, below which they agree.',
      kind: 'number',
      min: 0,
      max: 4096,
      default: 1,
    },
    {
      name: 'highThreshold',
      summary: 'Confidence from which slots are committed together.',
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.9,
    },
    {
      name: 'prefix',
      summary: 'Whether fast passes but the first see only the canvas up to the end of the cycle.',
      kind: 'boolean',
      default: true,
    },
  ],
  plan(context) {
    const { stats, options, block, request, stepInBlock } = context;
    const before = stepInBlock === 0 || context.memory === undefined ? newCycle(block.start) : context.memory;
    const cycle = before.end === null ? explore(before, context) : before;
    const scope = rowsWithin(context, before.start, before.end ?? block.end);
    const sure = scope.filter((row) => stats.rawConfidence[row]! >= numberOption(options, 'highThreshold'));
    const plan = commitRows(context, rankAmong(scope, stats.rawConfidence, Math.max(sure.length, 1)));

    const filled = new Set(
      plan.unmask.filter(({ tokenId }) => tokenId !== request.maskId).map(({ position }) => position),
    );
    const isFull = (end: number): boolean =>
      rowsWithin(context, before.start, end).every((row) => filled.has(stats.positions[row]!));
    const isOver = cycle.end !== null && isFull(cycle.end);
    const isShort = options['prefix'] === true && before.end !== null && !isOver;
    return {
      ...plan,
      memory: isOver ? newCycle(cycle.end) : cycle,
      length: isShort ? before.end : request.canvasLength,
      ...(isFull(block.end) && { idlePasses: passesLeft(cycle, options) }),
    };
  },
};

const newCycle = (start: number): Cycle => ({ start, end: null, explored: 0, ends: [], settled: false });

const passesLeft = ({ explored }: Cycle, options: OptionValues): number =>
  numberOption(options, 'explorationSteps') - explored;

function rowsWithin({ stats: { positions } }: PlanContext<Cycle>, start: number, end: number): number[] {
  return [...positions.keys()].filter((row) => positions[row]! >= start && positions[row]! < end);
}

/** The cycle after one more exploring pass. */
function explore(cycle: Cycle, context: PlanContext<Cycle>): Cycle {
  const { stats, options, block } = context;
  const explored = cycle.explored + 1;
  let { ends, settled } = cycle;
  if (!settled) {
    const window = numberOption(options, 'stabilityWindow');
    const last = rowsWithin(context, cycle.start, block.end)
      .filter((row) => stats.rawConfidence[row]! >= numberOption(options, 'cycleThreshold'))
      .at(-1);
    ends = [...ends, last === undefined ? cycle.start + 1 : stats.positions[last]! + 1].slice(-window);
    settled = ends.length === window && standardDeviation(ends) < numberOption(options, 'stabilityStd');
  }
  const isLast = explored >= numberOption(options, 'explorationSteps');
  // The source takes the mean of lengths, counted from the block's start; only their truncation tells them apart.
  const found = settled ? ends.at(-1)! : block.start + Math.trunc(mean(ends.map((end) => end - block.start)));
  return { ...cycle, explored, ends, settled, end: isLast ? found : null };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
