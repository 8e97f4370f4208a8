import { numberOption } from '../options.ts';
import { commitRows, rankAmong, rowsOfBlock } from '../ranking.ts';
import type { Commit, PlanContext, Strategy } from '../types.ts';

/** Passes of the block that began without a mask. */
type PostSteps = number;

/** Whether the canvas, once the commits are made, is full up to the end of the block and holds the token. */
function hasEnded(
  { tokens, block, request }: PlanContext<PostSteps>,
  commits: readonly Commit[],
  eosId: number,
): boolean {
  const after = tokens.slice(0, block.end);
  for (const { position, tokenId } of commits) after[position] = tokenId;
  return after.includes(eosId) && !after.includes(request.maskId);
}

/**
 * Reveals masked slots with confidence > threshold, or else the surest; overwrites committed ones where another token
 * has more than editingThreshold. Both confidences are filtered, top-k before top-p, but raw at temperature 0, where
 * the source has no filters. Only slots of the block are edited, never the prompt; blocks begin at multiples of their
 * length from the start of the prompt. A block ends when it is full and nothing was edited, or after maxPostSteps passes.
 * Deviations: the source's attention does not look beyond the block, which is up to the model here; an edit to the mask
 * id masks the slot; where the canvas ends inside a block, so does the block.
 */
export const llada21Edit: Strategy<PostSteps> = {
  id: 'llada21-edit',
  label: 'All above a threshold, with editing (LLaDA 2.1)',
  summary:
    'Commits every slot whose confidence exceeds a threshold, and overwrites tokens of which it has become unsure.',
  source: 'LLaDA 2.1; dllm pipelines/llada21/sampler.py:LLaDA21Sampler.sample',
  schedule: 'llada',
  usesQuota: false,
  pace: 'until-done',
  attends: 'all',
  blocksFrom: 'prompt',
  options: [
    {
      name: 'threshold',
      summary: 'Confidence above which a masked slot is committed.',
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.95,
    },
    {
      name: 'editingThreshold',
      summary: 'Confidence above which another token replaces the one that stands there.',
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.9,
    },
    {
      name: 'maxPostSteps',
      summary: 'Passes that may edit a full block.',
      kind: 'integer',
      min: 0,
      max: 1024,
      default: 16,
    },
    {
      name: 'atLeast',
      summary: 'Slots a step commits at least while there are masks.',
      kind: 'integer',
      min: 1,
      max: 4096,
      default: 1,
    },
    {
      name: 'eosId',
      summary: 'Token that ends the run after the block it stands in; null runs all blocks.',
      kind: 'integer',
      min: 0,
      max: 0x7fffffff,
      nullable: true,
      default: null,
    },
  ],
  ask: () => ({ rule: { topKFirst: true } }),
  plan(context) {
    const { stats, options, tokens, positions, request, stepInBlock } = context;
    const scores = request.sampling.temperature > 0 ? stats.confidence : stats.rawConfidence;
    const rows = rowsOfBlock(context);
    const isMasked = (row: number): boolean => tokens[positions[row]!] === request.maskId;
    const masked = rows.filter(isMasked);
    const above = masked.filter((row) => scores[row]! > numberOption(options, 'threshold')).length;
    const revealed = rankAmong(masked, scores, Math.max(above, numberOption(options, 'atLeast')));
    const edited = rows.filter(
      (row) =>
        !isMasked(row) &&
        scores[row]! > numberOption(options, 'editingThreshold') &&
        stats.sampledIds[row] !== tokens[positions[row]!],
    );
    const edits = rankAmong(edited, scores, edited.length).rows;
    const isMaskPick = (row: number): boolean => stats.sampledIds[row] === request.maskId;
    const plan = commitRows(context, {
      rows: [...revealed.rows, ...edits.filter((row) => !isMaskPick(row))],
      boundary: revealed.boundary,
    });
    const remask = edits.filter(isMaskPick).map((row) => positions[row]!);

    const before = stepInBlock === 0 ? 0 : (context.memory ?? 0);
    const memory = masked.length === 0 ? before + 1 : before;
    const isFull = remask.length === 0 && revealed.rows.filter((row) => !isMaskPick(row)).length === masked.length;
    const isSettled = masked.length === 0 && edited.length === 0;
    const isDone = isSettled || (isFull && memory >= numberOption(options, 'maxPostSteps'));
    const eosId = options['eosId'];
    if (isDone && typeof eosId === 'number' && hasEnded(context, plan.unmask, eosId)) {
      return { ...plan, remask, memory, done: 'run', note: 'The block holds the end of the text, so the run ends.' };
    }
    return { ...plan, remask, memory, ...(isDone && { done: 'block' as const }) };
  },
};
