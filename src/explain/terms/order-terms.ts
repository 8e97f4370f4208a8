/** What is measured on an order. */
import { HEAD_LENGTH } from '../../metrics/entropy-sink.ts';
import type { Words } from '../../words/words.ts';
import { drawArNess, drawConvention, drawGlobal, drawLocal } from '../pictures/ar-ness-pictures.ts';
import { drawHeatMap, drawSink, drawTau } from '../pictures/order-pictures.ts';
import { type Explanation, explanation } from '../term.ts';

export const orderTerms = {
  'ar-ness': (t: Words): Explanation =>
    explanation(t, {
      name: t('AR-ness'),
      sentences: [
        t('How close the order of decoding is to left-to-right; 1 is autoregressive.'),
        t(
          'The DiffuCoder paper defines two measures: local AR-ness asks whether a token comes right after its left neighbour, global AR-ness whether it is among the leftmost masks.',
        ),
        t(
          'A decode can have much of one and little of the other: runs at scattered places are local but not global, small detours on the way from the left are global but not local.',
        ),
        t('Neither says whether the text is any good.'),
      ],
      source: 'arXiv 2506.20639, § 4, app. A.2',
      draw: drawArNess,
    }),
  'local-ar-ness': (t: Words): Explanation =>
    explanation(t, {
      name: t('Local AR-ness@k'),
      sentences: [
        t(
          'The share of committed tokens whose k predecessors in time are exactly the k positions to their left, in reading order.',
        ),
        t('For k = 1 this is next-token prediction: each token comes right after its left neighbour.'),
        t('Larger k ask for longer unbroken runs, so the value never rises with k; the paper plots k = 1 to 9.'),
        t(
          'It does not say where in the text the runs lie: a decode that writes the second half first can still be highly local.',
        ),
        t('Details depend on the convention.'),
      ],
      source: 'arXiv 2506.20639, fig. 3, app. A.2 (NTP@k)',
      draw: drawLocal,
    }),
  'global-ar-ness': (t: Words): Explanation =>
    explanation(t, {
      name: t('Global AR-ness@k'),
      sentences: [
        t('The share of committed tokens that were among the k leftmost masks at that moment.'),
        t(
          'For k = 1 the token always fills the first hole from the left; larger k allow some skipping, so the value never falls with k; the paper plots k = 1 to 4.',
        ),
        t('The set of masks shrinks with every token, also inside a step.'),
        t(
          'A high value means that the text grows from its left edge; end-of-text tokens at the right that are committed early lower it.',
        ),
      ],
      source: 'arXiv 2506.20639, app. A.2 (FMS@k)',
      draw: drawGlobal,
    }),
  convention: (t: Words): Explanation =>
    explanation(t, {
      name: t('Convention'),
      sentences: [
        t(
          'The paper defines AR-ness for one token per step and leaves the rest open, so a value means nothing without its convention.',
        ),
        t(
          'The convention says whether the k tokens before must match in order or as a set, whether the sum is divided by T, by T − k, or by T with the prompt as predecessors, which positions count, how tokens of one step are ordered, and which commits of a revised position count.',
        ),
        t('The menu switches each; the choice is named at the chart and in every export.'),
      ],
      source: 'arXiv 2506.20639, fig. 3, app. A.2; docs/ar-ness.md',
      draw: drawConvention,
    }),
  'kendall-tau': (t: Words): Explanation =>
    explanation(t, {
      name: t('Kendall’s τ'),
      sentences: [
        t('A rank correlation between the order in time and the order in the text.'),
        t(
          'It looks at every pair of tokens: concordant if the left one came first, discordant if the right one did; τ is the difference of the two counts over the number of pairs.',
        ),
        t('1 is left to right, −1 is right to left, and near 0 the two are unrelated.'),
        t('Unlike AR-ness it also sees pairs that are far apart.'),
        t('Tokens of one step are tied in time; the form τ-b allows for that.'),
      ],
      source: 'Kendall 1938, doi:10.1093/biomet/30.1-2.81',
      draw: drawTau,
    }),
  'entropy-sink': (t: Words): Explanation =>
    explanation(t, {
      name: t('Entropy sink'),
      sentences: [
        t(
          'In the first step nothing is committed yet, but the model is not equally unsure everywhere: a few positions right after the prompt are far surer than the rest.',
        ),
        t('Plotted over position, confidence looks like an L.'),
        t(
          'The DiffuCoder paper calls this the entropy sink; a strategy that takes the surest first then begins at the left edge.',
        ),
        t(
          'The sink index, the mean confidence of the first {{count}} positions minus the median of the plateau beyond, is ours: the paper gives no number.',
          {
            count: HEAD_LENGTH,
          },
        ),
      ],
      source: 'arXiv 2506.20639, § 4.2, fig. 3a',
      draw: drawSink,
    }),
  'heat-map': (t: Words): Explanation =>
    explanation(t, {
      name: t('Steps × positions'),
      sentences: [
        t(
          'A whole decode in one picture: each row is a step, from the top down, each column a position of the canvas; the colour is the confidence, or the entropy, of the position in that step.',
        ),
        t('A cell is blank where the position already holds a token or was not asked for.'),
        t(
          'Read a column downwards to see how a position becomes surer as its neighbours are committed, and the edge of the blank part to see the order.',
        ),
        t('Left to right is a straight diagonal; blocks are stairs.'),
      ],
      source: 'arXiv 2506.20639, app. C.1, fig. 9',
      draw: drawHeatMap,
    }),
} as const;
