/**
 * Compare: up to four decodes of one prompt and seed. What a comparison is stands in the settings of its panes, plain
 * data; canvas length and seed are the same in all of them, and the prompt is that of the page.
 */
import type { ErrorFields } from '../model/error.ts';
import { type Alignment, alignedStep } from '../trace/alignment.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { settingsOf } from './decode-request.ts';
import { changeSettings, hasSettings, type Settings } from './settings-slice.ts';
import type { WatchSlice } from './store.ts';

export const MOST_PANES = 4;

/** Which ready-made comparison fills the panes; see `compare-presets.ts`. */
export type PresetId = 'scores' | 'ties' | 'temperature' | 'blocks' | 'steps';

/** What decides a decode. */
interface Made {
  readonly settings: Settings;
  readonly promptText: string;
}

export interface Pane {
  /** Never used twice. */
  readonly id: number;
  /** What its next decode runs with. */
  readonly settings: Settings;
  readonly trace: DecodeTrace | null;
  /** What the trace was made with here; `null` of a trace that was put in. */
  readonly made: Made | null;
  /** Of the kept run that the trace is; `null` of one that was put in. */
  readonly runId: string | null;
  /** What was guessed about a trace that was put in, sentences. */
  readonly notes: readonly string[];
  readonly turn: 'idle' | 'waiting' | 'running';
  /** Why its last decode ended early. The steps made until then are in `trace`. */
  readonly failure: ErrorFields | null;
}

/** A kept decode for a pane. */
interface KeptDecode {
  readonly pane: number;
  readonly runId: string;
  readonly trace: DecodeTrace;
}

export interface CompareSlice {
  /** 0 … 4, shown as A, B, C, D. */
  readonly panes: readonly Pane[];
  /** The preset that filled the panes, until one of them is changed. */
  readonly preset: PresetId | null;
  /** Index of the pane that the others are compared with. */
  readonly base: number;
  readonly alignment: Alignment;
  /** As `run`: `stopping` finishes the step under way and runs no further pane. */
  readonly comparing: 'idle' | 'running' | 'stopping';
  /** In [0, extent of the panes]. */
  readonly compareCursor: number;
  readonly comparePlaying: boolean;
  /** While decoding: every pane shows its newest step, until the user moves the cursor away. */
  readonly compareFollowing: boolean;
  /** Where a link wants the cursor as soon as all panes are decoded; `null` once it is there or was moved. */
  readonly compareAwaited: number | null;
  /** Whether tokens that differ from those of the base are marked. */
  readonly marksDifferences: boolean;
  /** The link to the comparison that was decoded last, also at an earlier visit; `null` if there was none. */
  readonly lastComparison: string | null;

  /** A pane for each of the settings, at most four, all of them empty. */
  fillPanes(settings: readonly Settings[], preset: PresetId | null): void;
  /** A further pane that begins with the settings of the last one. */
  addPane(): void;
  removePane(id: number): void;
  changePane(id: number, settings: Settings): void;
  /** Canvas length or seed, which all panes share. */
  changePanes(part: Pick<Partial<Settings>, 'canvasLength' | 'seed'>): void;
  /** Puts a finished trace into a pane, and takes its settings over where it has some. */
  putInPane(id: number, trace: DecodeTrace, notes?: readonly string[]): void;
  /** Shows kept decodes in panes of their settings that are still empty; nothing while panes are decoded. */
  showKept(kept: readonly KeptDecode[]): void;
  setBase(index: number): void;
  setAlignment(alignment: Alignment): void;
  markDifferences(marks: boolean): void;

  /** Decodes are about to be made in these panes, in order. */
  beginComparing(ids: readonly number[]): void;
  /** @param runId under which it will be kept. */
  beginPane(id: number, made: Made, trace: DecodeTrace, runId: string): void;
  growPane(id: number, trace: DecodeTrace): void;
  endPane(id: number, result: Pick<Pane, 'trace' | 'made' | 'runId' | 'failure'>): void;
  stopComparing(): void;
  endComparing(): void;

  seekPanes(cursor: number): void;
  togglePanes(): void;
  advancePanes(steps: number): void;
}

export const createCompareSlice: WatchSlice<CompareSlice> = (set) => {
  let nextId = 0;
  const paneOf = (settings: Settings): Pane => ({
    id: nextId++,
    settings,
    ...{ trace: null, made: null, runId: null, notes: [], turn: 'idle', failure: null },
  });
  /** Changes one pane; one that is gone is left out. */
  const patch = (panes: readonly Pane[], id: number, part: Partial<Pane>): readonly Pane[] =>
    panes.map((pane) => (pane.id === id ? { ...pane, ...part } : pane));

  return {
    panes: [],
    preset: null,
    base: 0,
    alignment: 'step',
    comparing: 'idle',
    compareCursor: 0,
    comparePlaying: false,
    compareFollowing: false,
    compareAwaited: null,
    marksDifferences: true,
    lastComparison: null,

    fillPanes: (settings, preset) =>
      set({
        panes: settings.slice(0, MOST_PANES).map(paneOf),
        preset,
        base: 0,
        alignment: defaultAlignment(settings),
        ...{ compareCursor: 0, comparePlaying: false, compareAwaited: null },
        ...{ pinned: null, hovered: null },
      }),
    addPane: () =>
      set(({ panes, settings }) =>
        panes.length === MOST_PANES
          ? {}
          : { panes: [...panes, paneOf(panes.at(-1)?.settings ?? settings)], preset: null },
      ),
    removePane: (id) =>
      set(({ panes, base, compareCursor }) => {
        const index = panes.findIndex((pane) => pane.id === id);
        if (index < 0) return {};
        const left = panes.filter((pane) => pane.id !== id);
        return {
          panes: left,
          preset: null,
          base: index < base ? base - 1 : Math.min(base, Math.max(0, left.length - 1)),
          compareCursor: Math.min(compareCursor, extentOf(left)),
        };
      }),
    changePane: (id, settings) => set(({ panes }) => ({ panes: patch(panes, id, { settings }), preset: null })),
    changePanes: (part) =>
      set(({ panes }) => ({
        panes: panes.map((pane) => ({ ...pane, settings: changeSettings(pane.settings, part) })),
      })),
    putInPane: (id, trace, notes = []) =>
      set(({ panes }) => {
        const settings = hasSettings(trace) ? { settings: settingsOf(trace.request) } : {};
        const changed = patch(panes, id, { ...settings, trace, made: null, runId: null, notes, failure: null });
        return { panes: changed, preset: null, compareCursor: extentOf(changed), comparePlaying: false };
      }),
    showKept: (kept) =>
      set(({ panes, comparing, compareAwaited }) => {
        if (comparing !== 'idle') return {};
        const shown = panes.map((pane): Pane => {
          const found = kept.find((one) => one.pane === pane.id);
          if (found === undefined || pane.trace !== null) return pane;
          const { trace, runId } = found;
          return { ...pane, trace, runId, made: { settings: pane.settings, promptText: trace.promptText } };
        });
        return { panes: shown, ...arrival(shown, extentOf(shown), compareAwaited) };
      }),
    setBase: (base) => set(({ panes }) => (base in panes ? { base } : {})),
    setAlignment: (alignment) => set({ alignment }),
    markDifferences: (marksDifferences) => set({ marksDifferences }),

    beginComparing: (ids) =>
      set(({ panes }) => ({
        panes: panes.map((pane) => (ids.includes(pane.id) ? { ...pane, turn: 'waiting', failure: null } : pane)),
        comparing: 'running',
        compareFollowing: true,
        comparePlaying: false,
        compareCursor: extentOf(panes),
      })),
    beginPane: (id, made, trace, runId) =>
      set(({ panes }) => ({ panes: patch(panes, id, { trace, made, runId, notes: [], turn: 'running' }) })),
    growPane: (id, trace) =>
      set(({ panes, compareFollowing, compareCursor }) => {
        const grown = patch(panes, id, { trace });
        return { panes: grown, compareCursor: compareFollowing ? extentOf(grown) : compareCursor };
      }),
    endPane: (id, result) =>
      set(({ panes, compareFollowing, compareCursor }) => {
        const ended = patch(panes, id, { turn: 'idle', ...result });
        return { panes: ended, compareCursor: compareFollowing ? extentOf(ended) : compareCursor };
      }),
    stopComparing: () => set(({ comparing }) => (comparing === 'running' ? { comparing: 'stopping' } : {})),
    endComparing: () =>
      set(({ panes, compareCursor, compareAwaited }) => {
        return {
          panes: panes.map((pane) => (pane.turn === 'idle' ? pane : { ...pane, turn: 'idle' })),
          comparing: 'idle',
          compareFollowing: false,
          ...arrival(panes, compareCursor, compareAwaited),
        };
      }),

    seekPanes: (cursor) =>
      set(({ panes, comparing }) => {
        const end = extentOf(panes);
        const clamped = Math.min(end, Math.max(0, Math.round(cursor)));
        const compareFollowing = comparing !== 'idle' && clamped === end;
        return { compareCursor: clamped, comparePlaying: false, compareFollowing, compareAwaited: null };
      }),
    togglePanes: () =>
      set(({ panes, compareCursor, comparePlaying, compareFollowing }) => {
        const end = extentOf(panes);
        if (compareFollowing) return { compareFollowing: false };
        if (comparePlaying || end === 0) return { comparePlaying: false };
        return { comparePlaying: true, compareCursor: compareCursor >= end ? 0 : compareCursor };
      }),
    advancePanes: (steps) =>
      set(({ panes, compareCursor, comparing }) => {
        const end = extentOf(panes);
        const cursor = Math.min(end, compareCursor + steps);
        const atEnd = cursor === end;
        return { compareCursor: cursor, comparePlaying: !atEnd, compareFollowing: atEnd && comparing !== 'idle' };
      }),
  };
};

/** The cursor is where a link wants it once all panes are there. */
function arrival(
  panes: readonly Pane[],
  cursor: number,
  awaited: number | null,
): Pick<CompareSlice, 'compareCursor' | 'compareAwaited'> {
  const arrived = panes.every(({ trace }) => trace !== null);
  return {
    compareCursor: Math.min((arrived ? awaited : null) ?? cursor, extentOf(panes)),
    compareAwaited: arrived ? null : awaited,
  };
}

/** By fraction where the panes plan different numbers of steps: by step the shorter would stand still. */
export function defaultAlignment(panes: readonly Pick<Settings, 'steps'>[]): Alignment {
  return new Set(panes.map(({ steps }) => steps)).size > 1 ? 'fraction' : 'step';
}

/** Steps of the longest decode in the panes: the end of the common cursor. */
export function extentOf(panes: readonly Pane[]): number {
  return panes.reduce((most, { trace }) => Math.max(most, trace?.steps.length ?? 0), 0);
}

/** Index of the pane that the others are compared with: the chosen one, or the first that has a decode; −1 if none has. */
export function baseIndex({ panes, base }: Pick<CompareSlice, 'panes' | 'base'>): number {
  return (panes[base]?.trace ?? null) === null ? panes.findIndex(({ trace }) => trace !== null) : base;
}

/** Steps that a pane shows at the common cursor. */
export function paneStep(
  pane: Pane,
  { panes, alignment, compareCursor }: Pick<CompareSlice, 'panes' | 'alignment' | 'compareCursor'>,
): number {
  return alignedStep(alignment, compareCursor, extentOf(panes), pane.trace?.steps.length ?? 0);
}

/** The common cursor at which a pane shows so many steps, or the nearest there is. */
export function cursorOf(
  steps: number,
  pane: Pane,
  { panes, alignment }: Pick<CompareSlice, 'panes' | 'alignment'>,
): number {
  const own = pane.trace?.steps.length ?? 0;
  return alignment === 'step' || own === 0 ? steps : Math.round((steps * extentOf(panes)) / own);
}

/** Whether the pane has no decode of its settings and of this prompt. One that was put in stands for itself. */
export function isPending({ trace, made, settings, failure }: Pane, promptText: string): boolean {
  if (trace === null || failure !== null || trace.finish === 'stopped') return true;
  if (made === null) return hasSettings(trace) && !sameSettings(settings, settingsOf(trace.request));
  return !sameMade(made, { settings, promptText });
}

export function sameMade(a: Made, b: Made): boolean {
  return a.promptText === b.promptText && sameSettings(a.settings, b.settings);
}

/** Equal in what a decode depends on: options of strategies that are not chosen do not count. */
export function sameSettings(a: Settings, b: Settings): boolean {
  const deciding = (settings: Settings) => ({ ...settings, options: settings.options[settings.strategy] ?? {} });
  const [left, right] = [deciding(a), deciding(b)];
  return (Object.keys(left) as (keyof Settings)[]).every(
    (key) => JSON.stringify(left[key]) === JSON.stringify(right[key]),
  );
}
