/** What a strategy looks at. */
import type { Words } from '../../words/words.ts';
import { drawConfidence, drawEntropy, drawMargin, drawStrategy, drawTies } from '../pictures/score-pictures.ts';
import { type Explanation, explanation } from '../term.ts';

export const scoreTerms = {
  strategy: (t: Words): Explanation =>
    explanation(t, {
      name: t('Strategy'),
      sentences: [
        t('The rule that decides which of the masked positions are committed in a step.'),
        t(
          'It scores each position by what the network says there, for instance by the probability of the proposed token, by low entropy, or by the margin between the two best, and takes the highest; others draw positions at random, go from left to right, or take all above a threshold.',
        ),
        t('With another strategy the same network writes in another order, and often another text.'),
        t('In the picture, three rules look at the same three positions and each prefers another.'),
      ],
      source: 'arXiv 2502.09992; arXiv 2502.06768; Dream generation_utils.py:_sample',
      draw: drawStrategy,
    }),
  confidence: (t: Words): Explanation =>
    explanation(t, {
      name: t('Confidence'),
      sentences: [
        t('The probability of the token proposed at a position: the simplest answer to how sure the model is.'),
        t('LLaDA takes it from the softmax of the logits as they are.'),
        t(
          'Dream’s maskgit_plus takes it after temperature and top-p, as the probability of the drawn token, which need not be the most probable one.',
        ),
        t('Used as a strategy, it commits the positions of highest confidence first.'),
        t('The colours and the inspector of this page show the first kind, before temperature and filters.'),
      ],
      source: 'arXiv 2202.04200; arXiv 2502.09992',
      draw: drawConfidence,
    }),
  entropy: (t: Words): Explanation =>
    explanation(t, {
      name: t('Entropy'),
      sentences: [
        t('How spread out a distribution is, in nats: H = −Σ q ln q.'),
        t('It is 0 if one token has all the probability, and ln V if all V tokens are equally likely.'),
        t(
          'Dream and DiffuCoder commit the positions of lowest entropy first, so that the whole distribution counts and not only its top.',
        ),
        t(
          'There it is computed after temperature and top-p: where the filter leaves a single token the entropy is exactly 0, and many positions tie.',
        ),
        t('The charts of this page use the distribution before them.'),
      ],
      source: 'arXiv 2506.20639; Dream generation_utils.py:sample_tokens',
      draw: drawEntropy,
    }),
  margin: (t: Words): Explanation =>
    explanation(t, {
      name: t('Margin'),
      sentences: [
        t('The probability of the best token minus that of the second best.'),
        t(
          'A small margin means that two tokens compete, even if both are likely; a large one means that the choice at this position is clear.',
        ),
        t('Used as a strategy, topk_margin in Dream, it commits the positions of largest margin first.'),
        t(
          'It was proposed because confidence cannot tell a clear favourite from one of two near-equals; on Sudoku puzzles it found much better orders.',
        ),
      ],
      source: 'arXiv 2502.06768',
      draw: drawMargin,
    }),
  ties: (t: Words): Explanation =>
    explanation(t, {
      name: t('Ties'),
      sentences: [
        t(
          'Positions whose scores are exactly equal, so that not the model but a rule of the program decides which goes first.',
        ),
        t('With top-p 0.95 and a low temperature many positions keep a single token, and their entropy is exactly 0.'),
        t('The usual rule takes the leftmost, which looks like decoding from left to right and raises AR-ness.'),
        t(
          'The page counts the steps that a tie decided, and a setting under Advanced changes the rule: compare it with ties drawn at random before you read much into a value.',
        ),
      ],
      source: 'docs/ar-ness.md, Ties; Dream generation_utils.py:_sample',
      draw: drawTies,
    }),
} as const;
