/** How the page shows what it shows. The preferences among these outlive the page. */
import { type ArNessConvention, defaultConvention } from '../metrics/ar-ness.ts';
import type { ErrorFields } from '../model/error.ts';
import type { DecodeSource } from '../trace/types.ts';
import { english, type Words } from '../words/words.ts';
import type { WatchSlice } from './store.ts';

/** Five measures of the tokens, and their syntax instead of a measure. */
export const colourModes = ['confidence', 'entropy', 'order', 'age', 'revisions', 'syntax'] as const;
export type ColourMode = (typeof colourModes)[number];

export const heatModes = ['confidence', 'entropy', 'rank'] as const;
type HeatMode = (typeof heatModes)[number];

/** What the first of the charts' panels shows. */
export const chartTabs = ['ar-ness', 'steps', 'measures'] as const;
type ChartTab = (typeof chartTabs)[number];

/** `auto`: the grid, in which nothing moves, while a run is under way; the text with its line breaks otherwise. */
export const layouts = ['auto', 'text', 'grid'] as const;
export type Layout = (typeof layouts)[number];

/** `system` follows the operating system. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** `watch`: one decode. `compare`: two to four side by side. */
export const places = ['watch', 'compare'] as const;
type Place = (typeof places)[number];

interface Notice {
  readonly error: ErrorFields;
  /** What of the user's work is still there. */
  readonly kept: string;
  /** Offer to load the model again. */
  readonly reloadModel: boolean;
}

/** `comparison`: the figure sheet of all panes of Compare. */
type ExportDialog = 'figure' | 'gif' | 'comparison';

export interface Figure {
  /** The format of its file, e.g. `PNG`. */
  readonly kind: string;
  readonly source: DecodeSource;
}

export interface ViewSlice {
  readonly place: Place;
  readonly colour: ColourMode;
  readonly heat: HeatMode;
  readonly chartTab: ChartTab;
  readonly layout: Layout;
  readonly convention: ArNessConvention;
  readonly theme: Theme;
  /** What the page says, in the reader's language. */
  readonly words: Words;
  /** Canvas position under the pointer, in whichever view. */
  readonly hovered: number | null;
  /** Step under the pointer, an index in `trace.steps`, in whichever view. */
  readonly hoveredStep: number | null;
  /** Canvas position chosen by click or key; shown where nothing is hovered. */
  readonly pinned: number | null;
  readonly helpOpen: boolean;
  readonly notice: Notice | null;
  /** What a screen reader was asked to say; empty where nothing was asked since the last run began. */
  readonly spoken: string;
  /** Goes to a place; nothing plays on behind the reader's back. */
  setPlace(place: Place): void;
  /** The export whose dialog is open. */
  readonly exporting: ExportDialog | null;
  /** The provenance of an opened figure, table or film, which holds no decode. */
  readonly figure: Figure | null;
  setColour(colour: ColourMode): void;
  setHeat(heat: HeatMode): void;
  setChartTab(tab: ChartTab): void;
  setLayout(layout: Layout): void;
  changeConvention(part: Partial<ArNessConvention>): void;
  setTheme(theme: Theme): void;
  setWords(words: Words): void;
  /** What the pointer is on: a position, a step, both or neither. */
  hover(position: number | null, step?: number | null): void;
  pin(position: number | null): void;
  setHelpOpen(open: boolean): void;
  setNotice(notice: Notice | null): void;
  say(text: string): void;
  setExporting(exporting: ExportDialog | null): void;
  setFigure(figure: Figure | null): void;
}

export const createViewSlice: WatchSlice<ViewSlice> = (set) => ({
  place: 'watch',
  colour: 'order',
  heat: 'confidence',
  chartTab: 'ar-ness',
  layout: 'auto',
  convention: defaultConvention,
  theme: 'system',
  words: english,
  hovered: null,
  hoveredStep: null,
  pinned: null,
  helpOpen: false,
  notice: null,
  spoken: '',
  setPlace: (place) => set({ place, playing: false, comparePlaying: false, hovered: null, pinned: null }),
  exporting: null,
  figure: null,
  setColour: (colour) => set({ colour }),
  setHeat: (heat) => set({ heat }),
  setChartTab: (chartTab) => set({ chartTab }),
  setLayout: (layout) => set({ layout }),
  changeConvention: (part) => set(({ convention }) => ({ convention: { ...convention, ...part } })),
  setTheme: (theme) => set({ theme }),
  setWords: (words) => set({ words }),
  hover: (hovered, hoveredStep = null) =>
    set((state) => (state.hovered === hovered && state.hoveredStep === hoveredStep ? {} : { hovered, hoveredStep })),
  pin: (pinned) => set({ pinned }),
  setHelpOpen: (helpOpen) => set({ helpOpen }),
  setNotice: (notice) => set({ notice }),
  // A text that is said again has to differ, or nobody hears it.
  say: (text) => set(({ spoken }) => ({ spoken: spoken === text ? `${text}\u00a0` : text })),
  setExporting: (exporting) => set({ exporting }),
  setFigure: (figure) => set({ figure }),
});
