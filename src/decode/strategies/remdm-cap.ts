import { numberOption } from '../options.ts';
import type { StepContext, Strategy } from '../types.ts';
import {
  askOfChain,
  epsOption,
  etaOption,
  planOfChain,
  remdmTraits,
  type Transition,
  timesOf,
  transition,
} from './remdm-chain.ts';

/** σ = min(η, (1 − α_s)/α_t). */
function capped(context: StepContext): Transition {
  const times = timesOf(context);
  const eta = numberOption(context.options, 'eta');
  return transition(times, times.before < 1 ? Math.min(eta, times.after / (1 - times.before)) : eta);
}

/** See `remdm-chain.ts`. */
export const remdmCap: Strategy = {
  id: 'remdm-cap',
  label: 'Random reveal, remasked at a capped rate (ReMDM-cap)',
  summary: 'Commits no slot before another, and masks each committed one again with probability η.',
  source: 'arXiv 2503.00307; remdm diffusion.py:_ddpm_caching_update, sampler "remdm-cap"',
  ...remdmTraits,
  options: [etaOption(0.008, 'η: most that a committed slot is masked again with, per step.'), epsOption],
  ask: (context) => askOfChain(context, capped(context)),
  plan: (context) => planOfChain(context, capped(context)),
};
