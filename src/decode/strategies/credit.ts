import { numberOption } from '../options.ts';
import type { Strategy } from '../types.ts';
import { thresholdDinfer } from './threshold-dinfer.ts';

/**
 * `threshold-dinfer` on logits to which each token's credit is added, which `CreditRule` describes: picks and
 * confidences are those of the sum. The credit of a step counts in that step already, and each block begins without.
 */
export const credit: Strategy = {
  ...thresholdDinfer,
  id: 'credit',
  label: 'All above a threshold, with credit for lasting picks (dInfer)',
  summary: 'Commits every slot whose confidence reaches the threshold, where tokens that stayed ahead gain on others.',
  source: 'arXiv 2510.08666; dInfer parallel_strategy.py:CreditThresholdParallelDecoder',
  options: [
    ...thresholdDinfer.options!,
    {
      name: 'weight',
      summary: 'α: ln(1 + credit) times this is added to the logit.',
      kind: 'number',
      min: 0,
      max: 100,
      default: 0.7,
    },
    {
      name: 'boost',
      summary: 'γ: a first place adds p^γ to the credit; small values make doubtful ones count too.',
      kind: 'number',
      min: 0,
      max: 10,
      default: 0.2,
    },
    {
      name: 'decay',
      summary: 'β: share of the credit that lasts to the next step.',
      kind: 'number',
      min: 0,
      max: 1,
      default: 0.8,
    },
  ],
  ask: ({ options, stepInBlock }) => ({
    credit: {
      decay: numberOption(options, 'decay'),
      boost: numberOption(options, 'boost'),
      weight: numberOption(options, 'weight'),
      restart: stepInBlock === 0,
    },
  }),
};
