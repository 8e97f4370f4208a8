import { numberOption } from '../options.ts';
import { commitRows, NO_BOUNDARY, rankAmong } from '../ranking.ts';
import type { Commit, OptionSpec, PlanContext, StepPlan, Strategy } from '../types.ts';

/** Whether the first length is found, so that slots are filled. */
type IsSettled = boolean;
type Context = PlanContext<IsSettled>;
type Plan = StepPlan<IsSettled>;

const probability = (name: string, summary: string, value: number): OptionSpec => ({
  ...{ name, summary, kind: 'number', min: 0, max: 1, default: value },
});

/**
 * A canvas of variable length. First, on masks alone, it grows by a fixed number of slots until the network is sure
 * enough that the text ends in it; then half as many end-of-text tokens as are checked are put behind it. After that
 * each step fills the slots of the block above the high threshold, or the surest one; and while the end is still
 * unsure, the least sure slot of the block, if below the low threshold, becomes several, and all behind it moves on.
 * The confidence in the end is the sum of the end-of-text token's probability over the last slots, filled ones
 * included, where it is the likeliest, divided by how many are checked, found or not. All thresholds are strict.
 *
 * The canvas length is the largest length (2048 in the source), the block length 32 there. What moves is recorded as
 * written anew beside the insertion, so that measures know it from revision. Slots pushed behind the largest length are lost, as in the source.
 * Deviations: the mask is never a pick (the source looks for the next best slot, which gives the same where the mask
 * has no probability); without an end-of-text token the confidence is 0, and the canvas grows to its largest length.
 */
export const daedal: Strategy<IsSettled> = {
  id: 'daedal',
  label: 'All above a threshold, on a canvas that grows (DAEDAL)',
  summary: 'Commits every slot above the threshold, and adds slots until the text has room for its end.',
  source: 'arXiv 2508.00819; DAEDAL models/LLaDA_DAEDAL.py:generate',
  schedule: 'llada',
  usesQuota: false,
  pace: 'while-masked',
  reach: 'canvas',
  attends: 'all',
  needs: ['growth'],
  options: [
    {
      name: 'initialLength',
      summary: 'Positions of the canvas at first.',
      kind: 'integer',
      min: 1,
      max: 4096,
      default: 64,
    },
    {
      name: 'expansion',
      summary: 'Slots that are added at first at a time, and that an unsure slot becomes later.',
      kind: 'integer',
      min: 2,
      max: 256,
      default: 8,
    },
    {
      name: 'eosId',
      summary: 'Id of the end-of-text token; off (null) takes that of the sampling settings.',
      kind: 'integer',
      min: 0,
      max: 0x7fffffff,
      nullable: true,
      default: null,
    },
    {
      name: 'eosChecked',
      summary: 'End-of-text tokens that a certain end has.',
      kind: 'integer',
      min: 1,
      max: 4096,
      default: 32,
    },
    probability('eosThreshold', 'Confidence in the end from which the first length is enough.', 0.5),
    probability('eosExpandThreshold', 'Confidence in the end from which unsure slots stay single.', 0.9),
    probability('highThreshold', 'Confidence above which a slot is committed.', 0.9),
    probability('lowThreshold', 'Confidence below which a slot becomes several.', 0.1),
  ],
  startLength: (options, canvasLength) => Math.min(numberOption(options, 'initialLength'), canvasLength),
  ask: () => ({ rule: { suppressMask: true } }),
  plan: (context) => (context.memory === true ? fill(context) : findLength(context)),
};

/** Adds slots, or puts the end-of-text tokens behind the canvas. */
function findLength(context: Context): Plan {
  const { tokens, options, request } = context;
  const { length } = tokens;
  const sure = endConfidence(context);
  const idle = { unmask: [], remask: [], boundary: NO_BOUNDARY };
  if (sure < numberOption(options, 'eosThreshold') && length < request.canvasLength) {
    const grown = Math.min(length + numberOption(options, 'expansion'), request.canvasLength);
    const note = `The confidence in the end is ${sure.toFixed(2)}, so the canvas grew to ${grown} positions.`;
    return { ...idle, length: grown, memory: false, note };
  }
  const eosId = eosIdOf(context);
  const tail = eosId === null ? 0 : Math.floor(numberOption(options, 'eosChecked') / 2);
  const end = Math.min(length + tail, request.canvasLength);
  const unmask = Array.from({ length: end - length }, (_, i) => ({ position: length + i, tokenId: eosId! }));
  const note = `The text gets ${length} positions, and ${end - length} end-of-text tokens behind them.`;
  return { ...idle, unmask, length: end, memory: true, note };
}

/** Commits the sure slots of the block, and makes room at the least sure one. */
function fill(context: Context): Plan {
  const { tokens, stats, options, request, block } = context;
  const { rawConfidence: scores, positions } = stats;
  const masked = [...positions.keys()].filter((row) => {
    const position = positions[row]!;
    return tokens[position] === request.maskId && position >= block.start && position < block.end;
  });
  const sure = masked.filter((row) => scores[row]! > numberOption(options, 'highThreshold'));
  const { unmask, boundary } = commitRows(context, rankAmong(masked, scores, Math.max(sure.length, 1)));
  const plan: Plan = { unmask, remask: [], boundary, memory: true };

  const filled = new Set(unmask.map(({ position }) => position));
  const unsure = masked.filter(
    (row) => !filled.has(positions[row]!) && scores[row]! < numberOption(options, 'lowThreshold'),
  );
  const mayGrow =
    tokens.length < request.canvasLength && endConfidence(context) < numberOption(options, 'eosExpandThreshold');
  const least = mayGrow ? unsure.reduce((a, b) => (scores[b]! < scores[a]! ? b : a), unsure[0]!) : undefined;
  if (least !== undefined) return insert(context, plan, least);
  const isOver = tokens.every((tokenId, position) => tokenId !== request.maskId || filled.has(position));
  if (!isOver || tokens.length === request.canvasLength) return plan;
  return { ...plan, note: `The text ends at position ${tokens.length}; the rest of the canvas was not needed.` };
}

/** The plan with the masked slot of `row` turned into several, and all behind it moved. */
function insert({ tokens, options, request, stats }: Context, plan: Plan, row: number): Plan {
  const at = stats.positions[row]!;
  const { maskId, canvasLength } = request;
  const added = numberOption(options, 'expansion') - 1;
  const length = Math.min(tokens.length + added, canvasLength);
  const place = (position: number): number => (position > at ? position + added : position);
  const next = new Int32Array(length).fill(maskId);
  const write = (position: number, tokenId: number): void => {
    if (place(position) < length) next[place(position)] = tokenId;
  };
  for (const [position, tokenId] of tokens.entries()) write(position, tokenId);
  for (const { position, tokenId } of plan.unmask) write(position, tokenId);

  const committed = new Set(plan.unmask.map(({ position }) => place(position)).filter((position) => position < length));
  const moved = [...next.keys()].filter(
    (position) => !committed.has(position) && next[position] !== (tokens[position] ?? maskId),
  );
  const isMask = (position: number): boolean => next[position] === maskId;
  const commit = (position: number): Commit => ({ position, tokenId: next[position]! });
  return {
    ...plan,
    unmask: [...committed, ...moved.filter((position) => !isMask(position))].map(commit),
    remask: moved.filter(isMask),
    length,
    inserted: { at, count: added },
    note: `Slot ${at} (${stats.rawConfidence[row]!.toFixed(2)}) became ${added + 1}, and what follows moved on.`,
  };
}

function eosIdOf({ options, request }: Context): number | null {
  const eosId = options['eosId'];
  return typeof eosId === 'number' ? eosId : (request.sampling.ends?.eosId ?? null);
}

/** In [0, 1]. */
function endConfidence(context: Context): number {
  const { topIds, topLogProbs, candidates, positions } = context.stats;
  const checked = numberOption(context.options, 'eosChecked');
  const eosId = eosIdOf(context);
  const ends = [...positions.keys()].filter((row) => topIds[row * candidates] === eosId).slice(-checked);
  return ends.reduce((sum, row) => sum + Math.exp(topLogProbs[row * candidates]!), 0) / checked;
}
