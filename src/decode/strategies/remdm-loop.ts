import { numberOption } from '../options.ts';
import type { OptionSpec, StepContext, Strategy } from '../types.ts';
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

function timeOption(name: string, value: number, summary: string): OptionSpec {
  return { name, summary, kind: 'number', min: 0.001, max: 0.999, default: value };
}

/**
 * t > tOn: reveals only, α from 0 to alphaOn. tOff < t ≤ tOn: α stays, σ = η. t ≤ tOff: reveals only, α to 1.
 * The phase is that of the time before the pass, so a pass may end beyond alphaOn, as in the source.
 */
function looping(context: StepContext): Transition {
  const { options } = context;
  const { before, after } = timesOf(context);
  const on = numberOption(options, 'tOn');
  const off = numberOption(options, 'tOff');
  const alpha = numberOption(options, 'alphaOn');
  if (before > on) {
    const share = (time: number): number => 1 - ((1 - time) * alpha) / (1 - on);
    return transition({ before: share(before), after: share(after) }, 0);
  }
  if (before <= off) return transition({ before, after }, 0);
  return transition({ before: 1 - alpha, after: 1 - alpha }, numberOption(options, 'eta'));
}

/** See `remdm-chain.ts`. With tOn ≤ tOff the loop is empty. */
export const remdmLoop: Strategy = {
  id: 'remdm-loop',
  label: 'Random reveal, then a remasking loop (ReMDM-loop)',
  summary: 'Commits no slot before another, then masks and fills a nearly full canvas over and over.',
  source: 'arXiv 2503.00307; remdm diffusion.py:_ddpm_caching_update, sampler "remdm-loop"',
  ...remdmTraits,
  options: [
    etaOption(0.02, 'η: probability that a committed slot is masked again, per step of the loop.'),
    timeOption('tOn', 0.55, 'Time (1 is the start, 0 the end) at which the loop begins.'),
    timeOption('tOff', 0.05, 'Time at which the loop ends.'),
    timeOption('alphaOn', 0.9, 'Share of the slots that are committed in the loop.'),
    epsOption,
  ],
  ask: (context) => askOfChain(context, looping(context)),
  plan: (context) => planOfChain(context, looping(context)),
};
