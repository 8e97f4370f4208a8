/** The presets as the page offers them. */
import type { PresetId } from '../../state/compare-slice.ts';
import type { Phrase } from '../../words/words.ts';

/** A name for the button, and the line that says what to look at. */
export const presets: readonly { readonly id: PresetId; readonly name: Phrase; readonly look: Phrase }[] = [
  {
    id: 'scores',
    name: 'Four scores',
    look: 'Highest confidence, lowest entropy, widest margin or chance: see how alike the first three are, and what a random order does to the text.',
  },
  {
    id: 'ties',
    name: 'Tie rule',
    look: 'The same model and score; only the rule for equal scores differs. Most steps are ties here, so global AR-ness falls from near 1: that much of it was the rule.',
  },
  {
    id: 'temperature',
    name: 'Temperature',
    look: 'Temperature changes which tokens are drawn and, through their confidence, the order: look for the first step that parts.',
  },
  {
    id: 'blocks',
    name: 'Blocks',
    look: 'Blocks of 32 force left to right between blocks: the end of the text can no longer come first.',
  },
  {
    id: 'steps',
    name: 'Fewer steps',
    look: 'A quarter of the passes, four tokens at a time: look at what the diff shows for the time that was saved.',
  },
];
