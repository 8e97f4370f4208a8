/**
 * What the ReMDM samplers share: one pass masks committed slots again with probability σ and fills masked ones, so that
 * the canvas keeps the law of the diffusion at its time; a last pass fills what is left by arg-max.
 *
 * Source: remdm `diffusion.py:_sample`, `_ddpm_caching_update`. α = 1 − t, t from 1 to `eps` in float32. The nucleus
 * (`sampling.topP`, 0.9 in the source's scripts) ends before the token that crosses its mass; the last pass ignores it.
 * Temperature 0 draws as temperature 1, since the rule is a draw; other temperatures are ours.
 * Deviations: the source has neither prompt nor blocks (a block is a run of its own here, and σ acts inside it); a stay
 * probability that rounding, or a large η, makes negative is 0; one uniform inverts the CDF in vocabulary order.
 */
import { numberOption } from '../options.ts';
import { STREAM } from '../random.ts';
import { commitRows, NO_BOUNDARY, rowsOfBlock } from '../ranking.ts';
import { dreamTime } from '../schedule.ts';
import type { ExtraQuestions, OptionSpec, PlanContext, StepContext, StepPlan, Strategy } from '../types.ts';

/** The probabilities of one pass. */
export interface Transition {
  /** That a masked slot stays masked. */
  readonly stay: number;
  /** σ: that the committed slot at a position is masked again. */
  readonly remask: (position: number) => number;
}

/** 1 − α before and after the pass. */
export interface MaskShares {
  readonly before: number;
  readonly after: number;
}

export const epsOption: OptionSpec = {
  name: 'eps',
  summary: 'Time at which the chain ends and the rest is filled.',
  kind: 'number',
  min: 0,
  max: 0.1,
  default: 1e-5,
};

export function etaOption(value: number, summary: string): OptionSpec {
  return { name: 'eta', summary, kind: 'number', min: 0, max: 1, default: value };
}

/** The fields in which the ReMDM strategies do not differ. */
export const remdmTraits = {
  schedule: 'llada',
  usesQuota: false,
  pace: 'until-done',
  attends: 'all',
} as const satisfies Partial<Strategy>;

/** t and s = t − Δ of the pass, in float32 as in the source. */
export function timesOf({ stepInBlock, block, options }: StepContext): MaskShares {
  const eps = numberOption(options, 'eps');
  const before = dreamTime(stepInBlock, block.steps, eps);
  return { before, after: Math.fround(before - Math.fround((1 - eps) / block.steps)) };
}

/** With a constant σ: α_s − (1 − σ)·α_t of the mass 1 − α_t leaves the mask. */
export function transition({ before, after }: MaskShares, sigma: number): Transition {
  return { stay: (after - sigma * (1 - before)) / before, remask: () => sigma };
}

/** min(1, (1 − α_s)/α_t), the largest σ that keeps the law; 1 at α_t = 0. */
export function largestSigma({ before, after }: MaskShares): number {
  return before < 1 ? Math.min(1, after / (1 - before)) : 1;
}

const isLastPass = ({ stepInBlock, block }: StepContext): boolean => stepInBlock >= block.steps;

export function askOfChain<Memory>(
  context: StepContext<Memory>,
  { stay }: Transition,
): Pick<ExtraQuestions, 'rule' | 'maskMass'> {
  const rule = { crossing: 'exclude', suppressMask: true } as const;
  if (isLastPass(context)) return { rule };
  const share = Math.min(Math.max(stay, 0), 1);
  return { rule, maskMass: new Float64Array(context.positions.length).fill(share) };
}

/** Slots have no order of their own, so they are in the order of their draws; those of the last pass, surest first. */
export function planOfChain<Memory>(context: PlanContext<Memory>, { remask: sigma }: Transition): StepPlan {
  const { stats, tokens, request, uniform, positions } = context;
  const inBlock = rowsOfBlock(context);
  const masked = inBlock.filter((row) => tokens[positions[row]!] === request.maskId);
  if (isLastPass(context)) return { ...fill(context, masked), done: 'block' };

  const draws = new Map(inBlock.map((row) => [row, uniform(positions[row]!, STREAM.token)]));
  const byDraw = (a: number, b: number): number => draws.get(a)! - draws.get(b)! || a - b;
  const rows = masked.filter((row) => stats.sampledIds[row] !== request.maskId).sort(byDraw);
  const isRemasked = (row: number): boolean => {
    const token = tokens[positions[row]!]!;
    if (token === request.maskId) return false;
    const probability = sigma(positions[row]!);
    // The outcomes are the token and the mask, in vocabulary order.
    return token < request.maskId ? draws.get(row)! >= 1 - probability : draws.get(row)! < probability;
  };
  const remask = inBlock
    .filter(isRemasked)
    .sort(byDraw)
    .map((row) => positions[row]!);
  return { ...commitRows(context, { rows, boundary: NO_BOUNDARY }), remask };
}

function fill<Memory>({ stats }: PlanContext<Memory>, masked: readonly number[]): StepPlan {
  const first = (row: number): number => row * stats.candidates;
  const unmask = masked
    .toSorted((a, b) => stats.topLogProbs[first(b)]! - stats.topLogProbs[first(a)]! || a - b)
    .map((row) => ({ position: stats.positions[row]!, tokenId: stats.topIds[first(row)]! }));
  return { unmask, remask: [], boundary: NO_BOUNDARY };
}
