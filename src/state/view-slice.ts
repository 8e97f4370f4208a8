/** How the page shows what it shows. The preferences among these outlive the page. */
import { type ArNessConvention, defaultConvention } from '../metrics/ar-ness.ts';
import type { ErrorFields } from '../model/error.ts';
import { english, type Words } from '../words/words.ts';
import type { WatchSlice } from './store.ts';

export const colourModes = ['confidence', 'entropy', 'order', 'revisions'] as const;
export type ColourMode = (typeof colourModes)[number];

/** `auto`: the grid, in which nothing moves, while a run is under way; the text with its line breaks otherwise. */
export const layouts = ['auto', 'text', 'grid'] as const;
type Layout = (typeof layouts)[number];

/** `system` follows the operating system. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

interface Notice {
  readonly error: ErrorFields;
  /** What of the user's work is still there. */
  readonly kept: string;
  /** Offer to load the model again. */
  readonly reloadModel: boolean;
}

export interface ViewSlice {
  readonly colour: ColourMode;
  readonly heat: 'confidence' | 'entropy';
  readonly layout: Layout;
  readonly convention: ArNessConvention;
  readonly theme: Theme;
  /** What the page says, in the reader's language. */
  readonly words: Words;
  /** Canvas position under the pointer, in whichever view. */
  readonly hovered: number | null;
  /** Canvas position chosen by click or key; shown where nothing is hovered. */
  readonly pinned: number | null;
  readonly helpOpen: boolean;
  readonly notice: Notice | null;
  setColour(colour: ColourMode): void;
  setHeat(heat: 'confidence' | 'entropy'): void;
  setLayout(layout: Layout): void;
  changeConvention(part: Partial<ArNessConvention>): void;
  setTheme(theme: Theme): void;
  setWords(words: Words): void;
  hover(position: number | null): void;
  pin(position: number | null): void;
  setHelpOpen(open: boolean): void;
  setNotice(notice: Notice | null): void;
}

export const createViewSlice: WatchSlice<ViewSlice> = (set) => ({
  colour: 'order',
  heat: 'confidence',
  layout: 'auto',
  convention: defaultConvention,
  theme: 'system',
  words: english,
  hovered: null,
  pinned: null,
  helpOpen: false,
  notice: null,
  setColour: (colour) => set({ colour }),
  setHeat: (heat) => set({ heat }),
  setLayout: (layout) => set({ layout }),
  changeConvention: (part) => set(({ convention }) => ({ convention: { ...convention, ...part } })),
  setTheme: (theme) => set({ theme }),
  setWords: (words) => set({ words }),
  hover: (hovered) => set((state) => (state.hovered === hovered ? {} : { hovered })),
  pin: (pinned) => set({ pinned }),
  setHelpOpen: (helpOpen) => set({ helpOpen }),
  setNotice: (notice) => set({ notice }),
});
