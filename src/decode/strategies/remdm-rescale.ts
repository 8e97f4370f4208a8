import { numberOption } from '../options.ts';
import type { StepContext, Strategy } from '../types.ts';
import {
  askOfChain,
  epsOption,
  etaOption,
  largestSigma,
  planOfChain,
  remdmTraits,
  type Transition,
  timesOf,
  transition,
} from './remdm-chain.ts';

/** σ = η·σ_max. */
function rescaled(context: StepContext): Transition {
  const times = timesOf(context);
  return transition(times, numberOption(context.options, 'eta') * largestSigma(times));
}

/** See `remdm-chain.ts`. */
export const remdmRescale: Strategy = {
  id: 'remdm-rescale',
  label: 'Random reveal, remasked at a share of the highest rate (ReMDM-rescale)',
  summary: 'Commits no slot before another, and masks committed ones again at a share of the rate that is possible.',
  source: 'arXiv 2503.00307; remdm diffusion.py:_ddpm_caching_update, sampler "remdm-rescale"',
  ...remdmTraits,
  options: [etaOption(0.015, 'η: share of the highest remasking probability that keeps the law.'), epsOption],
  ask: (context) => askOfChain(context, rescaled(context)),
  plan: (context) => planOfChain(context, rescaled(context)),
};
