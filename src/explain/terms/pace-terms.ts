/** How a decode is portioned. */
import type { Words } from '../../words/words.ts';
import { drawBlock, drawSchedule } from '../pictures/pace-pictures.ts';
import { type Explanation, explanation } from '../term.ts';

export const paceTerms = {
  block: (t: Words): Explanation =>
    explanation(t, {
      name: t('Block, semi-autoregressive'),
      sentences: [
        t(
          'The canvas is cut into stretches of equal length that are filled one after the other, left to right; inside a block the order is free.',
        ),
        t('LLaDA calls this semi-autoregressive decoding.'),
        t('Only masks of the current block are candidates, though attention still sees the whole canvas.'),
        t(
          'Short blocks force an order near left-to-right, and blocks of 1 exactly that; one block as long as the canvas leaves the order to the strategy.',
        ),
        t('The steps are shared evenly among the blocks.'),
      ],
      source: 'arXiv 2502.09992; LLaDA generate.py:generate',
      draw: drawBlock,
    }),
  schedule: (t: Words): Explanation =>
    explanation(t, {
      name: t('Schedule, quota'),
      sentences: [
        t('The schedule decides how many tokens each step commits: its quota.'),
        t('LLaDA splits the masks of a block evenly over its steps, the remainder one each to the first.'),
        t(
          'Dream commits trunc(M · (1 − s/t)) of M masks, on a time grid from 1 down to eps; with as many steps as positions its first step commits nothing, and its last one two.',
        ),
        t('dllm spreads what is left over the steps that are left, rounded.'),
        t('Strategies with a threshold set a pace of their own.'),
      ],
      source: 'Dream generation_utils.py:_sample; LLaDA generate.py:get_num_transfer_tokens',
      draw: drawSchedule,
    }),
} as const;
