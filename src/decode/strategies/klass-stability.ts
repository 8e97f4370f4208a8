/**
 * What the KLASS files share: a slot is ready if it is sure and its distribution has hardly moved over the last passes.
 * Divergences carry over from block to block, so they are kept for every masked slot of the canvas.
 *
 * Deviation: the sources stop after the planned steps with masks left where steps were too few, or where a step commits
 * fewer slots than its quota, and LLaDA's file overwrites the prompt where a quota exceeds the masks. Here a block goes
 * on, and only stops where the masks left are those of picks of the mask id itself.
 */
import { numberOption } from '../options.ts';
import { commitRows, type Ranking, rowsOfBlock } from '../ranking.ts';
import type { ExtraQuestions, OptionSpec, PlanContext, StepContext, StepPlan, Strategy } from '../types.ts';

export interface Stability {
  /** KL(p‖p′) by position, of the last passes, oldest first. */
  readonly recent: readonly ReadonlyMap<number, number>[];
  /** Commits of this block that wrote the mask id. */
  readonly wasted: number;
}

const klassOptions: readonly OptionSpec[] = [
  {
    name: 'confThreshold',
    summary: 'Confidence from which a slot may be ready.',
    kind: 'number',
    min: 0,
    max: 1,
    default: 0.9,
  },
  {
    name: 'klThreshold',
    summary: 'Divergence from the pass before, nats, below which a slot counts as stable.',
    kind: 'number',
    min: 0,
    max: 100,
    default: 0.01,
  },
  {
    name: 'historyLength',
    summary: 'Passes in a row for which a slot must be stable.',
    kind: 'integer',
    min: 1,
    max: 64,
    default: 2,
  },
];

/** The fields in which the KLASS strategies do not differ. */
export const klassTraits = {
  usesQuota: false,
  pace: 'while-masked',
  reach: 'canvas',
  options: klassOptions,
  ask: ({ memory }: StepContext<Stability>): ExtraQuestions => ({ divergence: { restart: memory === undefined } }),
} as const satisfies Partial<Strategy<Stability>>;

/** The divergences of the last `historyLength` passes, this one included. */
export function recentDivergences({ memory, stats, options }: PlanContext<Stability>): Stability['recent'] {
  const now = new Map(Array.from(stats.positions, (position, row) => [position, stats.divergence![row]!]));
  return [...(memory?.recent ?? []), now].slice(-numberOption(options, 'historyLength'));
}

/** Rows of the block that were below the threshold in all of `recent`; passes before the first count as stable. */
export function stableRows(context: PlanContext<Stability>, recent: Stability['recent']): number[] {
  const threshold = numberOption(context.options, 'klThreshold');
  return rowsOfBlock(context).filter((row) =>
    recent.every((divergences) => divergences.get(context.positions[row]!)! < threshold),
  );
}

/**
 * Commits the drawn tokens of the chosen rows, and ends the block where only picks of the mask id keep it from being full.
 */
export function commitStable(
  context: PlanContext<Stability>,
  recent: Stability['recent'],
  ranking: Ranking,
): StepPlan<Stability> {
  const { block, tokens, request, stepInBlock, memory } = context;
  const plan = commitRows(context, ranking);
  const before = stepInBlock === 0 ? 0 : (memory?.wasted ?? 0);
  const wasted = before + plan.unmask.filter(({ tokenId }) => tokenId === request.maskId).length;
  const masked = tokens.subarray(block.start, block.end).filter((token) => token === request.maskId).length;
  const left = masked - (plan.unmask.length - (wasted - before));
  const ends = stepInBlock + 1 >= block.steps && left <= wasted;
  return { ...plan, memory: { recent, wasted }, ...(ends && { done: 'block' as const }) };
}
