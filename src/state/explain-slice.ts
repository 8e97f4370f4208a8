/** Explanations, glossary and the tour. What the tour changes is put back when it ends. */
import type { WatchSlice, WatchState } from './store.ts';
import { tourStops, visit } from './tour.ts';

/** What stood before the tour. */
type BeforeTour = Pick<WatchState, 'cursor' | 'following' | 'playing' | 'pinned' | 'colour' | 'chartTab' | 'place'> & {
  /** When the decode on screen was made: another one keeps its own cursor. */
  readonly createdAt: string;
};

export interface ExplainSlice {
  readonly glossaryOpen: boolean;
  /** Index in `tourStops`; `null` = no tour under way. */
  readonly tour: number | null;
  readonly beforeTour: BeforeTour | null;
  /** Taken or declined, so that it is no longer offered. Outlives the page. */
  readonly tourSeen: boolean;
  setGlossaryOpen(open: boolean): void;
  /** @param still true where nothing may move by itself. Nothing happens without a decode on screen. */
  startTour(still: boolean): void;
  /** Goes to a stop; before the first or after the last, nothing happens. */
  visitStop(stop: number, still: boolean): void;
  endTour(): void;
  declineTour(): void;
}

export const createExplainSlice: WatchSlice<ExplainSlice> = (set) => ({
  glossaryOpen: false,
  tour: null,
  beforeTour: null,
  tourSeen: false,
  setGlossaryOpen: (glossaryOpen) => set({ glossaryOpen }),
  startTour: (still) =>
    set(({ trace, cursor, following, playing, pinned, colour, chartTab, place }) => {
      if (trace === null) return {};
      const beforeTour = { cursor, following, playing, pinned, colour, chartTab, place, createdAt: trace.createdAt };
      return { beforeTour, tour: 0, tourSeen: true, ...visit('canvas', trace, still) };
    }),
  visitStop: (stop, still) =>
    set(({ trace }) => {
      const name = tourStops[stop];
      return trace === null || name === undefined ? {} : { tour: stop, ...visit(name, trace, still) };
    }),
  endTour: () =>
    set(({ beforeTour, trace }) => {
      if (beforeTour === null) return {};
      const { createdAt, colour, chartTab, place, ...moment } = beforeTour;
      const ended = { tour: null, beforeTour: null, colour, chartTab, place };
      return trace?.createdAt === createdAt ? { ...ended, ...moment } : ended;
    }),
  declineTour: () => set({ tourSeen: true }),
});
