/** What happens to a canvas. */
import type { Words } from '../../words/words.ts';
import {
  drawCanvas,
  drawCommit,
  drawFlip,
  drawMask,
  drawModel,
  drawRemasking,
  drawStep,
} from '../pictures/decode-pictures.ts';
import { drawCandidates, drawTrace } from '../pictures/record-pictures.ts';
import { type Explanation, explanation } from '../term.ts';

export const decodeTerms = {
  model: (t: Words): Explanation =>
    explanation(t, {
      name: t('Masked diffusion model'),
      sentences: [
        t('A language model that writes by filling in blanks.'),
        t(
          'In training, a random share of a text’s tokens is replaced by a mask, and the network learns to recover them from all that is left, before and after.',
        ),
        t(
          'Decoding runs this backwards: it begins with nothing but masks, and each forward pass turns some of them into tokens.',
        ),
        t('Unlike an autoregressive model it need not go from left to right, and may fill several positions at once.'),
        t('The order becomes a choice; this page makes it visible.'),
      ],
      source: 'arXiv 2406.07524; arXiv 2502.09992',
      draw: drawModel,
    }),
  mask: (t: Words): Explanation =>
    explanation(t, {
      name: t('Mask, unmask'),
      sentences: [
        t('The mask is a token of the vocabulary that stands for “not known yet”.'),
        t('To unmask a position is to put an ordinary token in its place; to mask it is the reverse.'),
        t(
          'In every pass the network predicts a distribution over the whole vocabulary at every masked position, so each mask already has a best guess.',
        ),
        t('The page shows that guess faintly inside the outline.'),
        t('Most samplers only ever unmask; those that revise also put masks back.'),
      ],
      source: 'arXiv 2107.03006; arXiv 2502.09992',
      draw: drawMask,
    }),
  canvas: (t: Words): Explanation =>
    explanation(t, {
      name: t('Canvas'),
      sentences: [
        t('The stretch of L positions that the model fills, right after the prompt.'),
        t(
          'Its length is fixed before decoding starts: all L positions begin as masks, and attention sees every one of them, the empty ones too.',
        ),
        t(
          'A text that needs less room ends with end-of-text or pad tokens, which are often among the first to be committed.',
        ),
        t('A canvas that is too short cuts the answer off; one that is too long costs time in every pass.'),
        t('The prompt itself is never changed.'),
      ],
      source: 'arXiv 2502.09992; Dream generation_utils.py',
      draw: drawCanvas,
    }),
  step: (t: Words): Explanation =>
    explanation(t, {
      name: t('Step'),
      sentences: [
        t('One forward pass of the network over prompt and canvas, with all that is decided on it.'),
        t(
          'The pass gives a distribution at every masked position; the strategy picks positions, and their tokens are written.',
        ),
        t(
          'With as many steps as positions, about one token is committed per step, as in the measurements of the DiffuCoder paper.',
        ),
        t(
          'Fewer steps mean several tokens at once: that is faster, but tokens of one step are chosen without seeing each other.',
        ),
        t('The step is the unit of the timeline.'),
      ],
      source: 'arXiv 2506.20639, app. A.2',
      draw: drawStep,
    }),
  commit: (t: Words): Explanation =>
    explanation(t, {
      name: t('Commit'),
      sentences: [
        t('To commit is to write a proposed token into its position, so that all later passes take it as given.'),
        t(
          'In every step the network proposes a token at each masked position, but only those at the positions that the strategy picks are kept; the other proposals are thrown away and made anew in the next pass.',
        ),
        t('In most samplers a commit is final, so an early mistake stays.'),
        t('Samplers that remask or overwrite can take it back.'),
      ],
      source: 'arXiv 2502.09992; Dream generation_utils.py:_sample',
      draw: drawCommit,
    }),
  remasking: (t: Words): Explanation =>
    explanation(t, {
      name: t('Remasking'),
      sentences: [
        t('The word has two uses.'),
        t(
          'In LLaDA, “low-confidence remasking” means that all masks are predicted in a pass and the least certain predictions are masked again at once, so that only the surest stay; a token committed in an earlier step is never touched.',
        ),
        t(
          'In samplers that revise, such as ReMDM, P2 or WINO, a token committed earlier becomes a mask again and gets a second chance, with more context.',
        ),
        t('This page counts only the second as remasking: the bars below the timeline’s base line.'),
      ],
      source: 'arXiv 2502.09992; arXiv 2503.00307',
      draw: drawRemasking,
    }),
  flip: (t: Words): Explanation =>
    explanation(t, {
      name: t('Overwrite, flip'),
      sentences: [
        t(
          'An overwrite replaces a committed token by another without masking the position in between, as the editing of LLaDA 2.1 does.',
        ),
        t(
          'A flip is any change of mind: the position gets another token than it held last, whether it was overwritten or remasked on the way; a token that comes back the same is no flip.',
        ),
        t('Flips show where a revising sampler was undecided, and whether its extra passes changed anything.'),
        t('Samplers that never revise have none.'),
      ],
      source: 'arXiv 2503.00307; LLaDA 2.1; src/metrics/flip-counts.ts',
      draw: drawFlip,
    }),
  candidates: (t: Words): Explanation =>
    explanation(t, {
      name: t('Candidates'),
      sentences: [
        t(
          'The most probable tokens at one position in one step, with the probabilities that the network gave them, before temperature and filters.',
        ),
        t(
          'Every recorded step keeps the best few for each masked position; that is what lets the page replay, recolour and compare without running the network again.',
        ),
        t('Following one position through the steps shows how its candidates sharpen as its neighbours are committed.'),
        t('At a temperature above 0 the token is drawn, so the one committed need not be the first of the list.'),
      ],
      source: 'src/decode/position-statistics.ts',
      draw: drawCandidates,
    }),
  trace: (t: Words): Explanation =>
    explanation(t, {
      name: t('Trace'),
      sentences: [
        t(
          'The complete record of a decode: the prompt, all settings, and for every step the evidence at each masked position, what was committed and what was remasked.',
        ),
        t('Everything on this page is computed from it, so scrubbing, charts and exports need no model.'),
        t(
          'It is plain JSON that can be saved, sent and opened again, and it holds the seed and the hash of the weights with which the decode can be repeated.',
        ),
        t('Histories recorded elsewhere can be opened too; they hold the order, but seldom the evidence.'),
      ],
      source: 'src/trace/types.ts',
      draw: drawTrace,
    }),
} as const;
