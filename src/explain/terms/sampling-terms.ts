/** How tokens are drawn, and what can be done to the logits before. */
import type { Words } from '../../words/words.ts';
import {
  drawAlgTemp,
  drawGuidance,
  drawSeed,
  drawSuppressMask,
  drawTemperature,
  drawTopK,
  drawTopP,
} from '../pictures/sampling-pictures.ts';
import { type Explanation, explanation } from '../term.ts';

export const samplingTerms = {
  temperature: (t: Words): Explanation =>
    explanation(t, {
      name: t('Temperature'),
      sentences: [
        t('Divides the logits before the softmax that a token is drawn from.'),
        t(
          'Below 1 the distribution becomes sharper, above 1 flatter; at 0 nothing is drawn and the most probable token is taken.',
        ),
        t(
          'In Dream’s samplers the scores that decide the order are computed after it, so it changes not only which token is written but also where: the DiffuCoder paper finds that a higher temperature makes the order less autoregressive.',
        ),
        t('LLaDA scores the distribution without temperature.'),
      ],
      source: 'arXiv 2506.20639, § 4; Dream generation_utils.py:sample_tokens',
      draw: drawTemperature,
    }),
  'top-p': (t: Words): Explanation =>
    explanation(t, {
      name: t('Top-p'),
      sentences: [
        t(
          'Nucleus sampling: of the tokens sorted by probability only the smallest group whose mass exceeds p is kept, the token that crosses the line included; the rest gets probability 0.',
        ),
        t('Dream applies it after temperature and before the scores, even at temperature 0.'),
        t(
          'Where the best token alone has more than p nothing else is left: confidence is exactly 1, entropy exactly 0, and all such positions tie.',
        ),
        t('An empty field turns the filter off.'),
      ],
      source: 'arXiv 1904.09751; Dream generation_utils.py:top_p_logits',
      draw: drawTopP,
    }),
  'top-k': (t: Words): Explanation =>
    explanation(t, {
      name: t('Top-k'),
      sentences: [
        t(
          'Keeps the k most probable tokens and gives all others probability 0; tokens exactly as probable as the last one kept stay too.',
        ),
        t('k is a fixed number, whereas the group that top-p keeps grows and shrinks with the model’s certainty.'),
        t('With k = 1 only the best token is left, and every position scores as fully certain.'),
        t('Dream applies it after top-p.'),
        t('An empty field turns the filter off.'),
        t('It has nothing to do with the number of candidates shown in the inspector.'),
      ],
      source: 'arXiv 1805.04833; Dream generation_utils.py:top_k_logits',
      draw: drawTopK,
    }),
  'alg-temp': (t: Words): Explanation =>
    explanation(t, {
      name: 'alg_temp',
      sentences: [
        t('A temperature for the order, not for the tokens.'),
        t('At 0 the positions with the highest scores are committed.'),
        t(
          'Above 0 positions are drawn without replacement, with probabilities softmax(score / alg_temp) over the masked positions: the larger it is, the nearer the order comes to chance.',
        ),
        t('The name is from Dream’s code, where “alg” is the strategy.'),
        t('Here the draw uses the Gumbel trick, which follows the same law, and the seed repeats it.'),
      ],
      source: 'Dream generation_utils.py:_sample; arXiv 1903.06059',
      draw: drawAlgTemp,
    }),
  seed: (t: Words): Explanation =>
    explanation(t, {
      name: t('Seed'),
      sentences: [
        t('The number from which all chance of a decode is computed.'),
        t(
          'Every draw has a name, made of seed, step, position and purpose, and depends on nothing else: the same seed gives the same draws on every machine, and leaving one draw out changes no other.',
        ),
        t('Two strategies with one seed therefore differ by their rule and not by luck.'),
        t('At temperature 0 and alg_temp 0 most strategies draw nothing, and the seed makes no difference.'),
      ],
      source: 'Salmon et al., SC 2011, doi:10.1145/2063384.2063405',
      draw: drawSeed,
    }),
  guidance: (t: Words): Explanation =>
    explanation(t, {
      name: t('Classifier-free guidance'),
      sentences: [
        t('Two passes are made in every step: one with the prompt, and one in which all prompt tokens are masked.'),
        t('The logits used are ℓᵤ + (w + 1)(ℓ − ℓᵤ): what the prompt changes is exaggerated by the scale w.'),
        t('0 is off; anything larger follows the prompt more closely and takes twice the passes.'),
        t('The formula is that of LLaDA’s code, after the guidance of image models; it needs no extra training.'),
        t('Confidence and entropy are those of the guided logits.'),
      ],
      source: 'arXiv 2207.12598; arXiv 2410.18514; LLaDA generate.py:generate',
      draw: drawGuidance,
    }),
  'suppress-mask': (t: Words): Explanation =>
    explanation(t, {
      name: t('Suppress the mask token'),
      sentences: [
        t('Sets the logit of the mask token to −∞, so that no position can be filled with a mask.'),
        t(
          'The reference code of Dream and LLaDA does not: if the mask is drawn, the slot counts as filled and stays masked.',
        ),
        t(
          'Trained models give the mask hardly any probability, so it seldom matters; small or untrained ones hit it often.',
        ),
        t('MDLM and ReMDM always suppress it, as part of their parametrisation, SUBS.'),
        t('Off by default here, to be faithful to the reference.'),
      ],
      source: 'arXiv 2406.07524; arXiv 2503.00307',
      draw: drawSuppressMask,
    }),
} as const;
