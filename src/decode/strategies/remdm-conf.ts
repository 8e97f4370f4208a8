import type { PlanContext, StepContext, Strategy } from '../types.ts';
import {
  askOfChain,
  epsOption,
  largestSigma,
  planOfChain,
  remdmTraits,
  type Transition,
  timesOf,
  transition,
} from './remdm-chain.ts';

/** ψ by position: the probability, filtered, of the token that was committed there. */
type Confidences = ReadonlyMap<number, number>;

/** ψ of the block; a block begins with none. */
function confidencesOf({ stepInBlock, memory }: StepContext<Confidences>): Confidences {
  return stepInBlock === 0 || memory === undefined ? new Map() : memory;
}

/** σ = σ_max·softmax(−ψ) over the slots that were committed; 0 for the masked ones. */
function byDoubt(context: StepContext<Confidences>): Transition {
  const times = timesOf(context);
  const confidences = confidencesOf(context);
  const weights = new Map([...confidences].map(([position, confidence]) => [position, Math.exp(-confidence)]));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const most = largestSigma(times);
  return {
    stay: transition(times, 0).stay,
    remask: (position) => (weights.has(position) ? (most * weights.get(position)!) / total : 0),
  };
}

function confidencesAfter(context: PlanContext<Confidences>, remask: readonly number[]): Confidences {
  const { stats, positions, request, tokens } = context;
  const after = new Map(confidencesOf(context));
  for (const [row, position] of positions.entries()) {
    const isDrawn = tokens[position] === request.maskId && stats.sampledIds[row] !== request.maskId;
    if (isDrawn) after.set(position, stats.confidence[row]!);
  }
  for (const position of remask) after.delete(position);
  return after;
}

/** See `remdm-chain.ts`. ψ is kept in full precision; the source rounds it to bfloat16. */
export const remdmConf: Strategy<Confidences> = {
  id: 'remdm-conf',
  label: 'Random reveal, the least sure remasked (ReMDM-conf)',
  summary: 'Commits no slot before another, and masks again rather what was unsure when it was committed.',
  source: 'arXiv 2503.00307; remdm diffusion.py:_ddpm_caching_update, sampler "remdm-conf"',
  ...remdmTraits,
  options: [epsOption],
  ask: (context) => askOfChain(context, byDoubt(context)),
  plan(context) {
    const plan = planOfChain(context, byDoubt(context));
    return { ...plan, memory: confidencesAfter(context, plan.remask) };
  },
};
