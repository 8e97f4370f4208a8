/**
 * The decode on screen and the place in it. The cursor counts steps: 0 is the canvas before the first step,
 * `trace.steps.length` the newest. All else on screen is derived from trace and cursor.
 */
import type { DecodeTrace } from '../trace/types.ts';
import type { WatchSlice } from './store.ts';

/** Where the trace on screen came from. */
export type Origin = 'example' | 'run' | 'file' | 'kept' | 'compare';

/** Steps per second that the speed switch offers. */
export const speeds = [2, 5, 12, 30, 60] as const;

export interface RunSlice {
  readonly trace: DecodeTrace | null;
  readonly origin: Origin;
  /** What was guessed about the trace on screen, sentences; empty for our own. */
  readonly notes: readonly string[];
  /** `stopping`: asked to stop, the step under way is being finished. */
  readonly run: 'idle' | 'running' | 'stopping';
  /** In [0, trace.steps.length]. */
  readonly cursor: number;
  /** During a run the cursor stays on the newest step, until the user moves it away. */
  readonly following: boolean;
  readonly playing: boolean;
  readonly speed: number;

  /** Puts a whole trace on screen: at its start and playing, or still, at its end or after so many steps. */
  show(trace: DecodeTrace, origin: Origin, at: 'playing' | 'end' | number, notes?: readonly string[]): void;
  dismissNotes(): void;
  /** A run starts with a trace of no steps, or goes on from those that it has. */
  beginRun(trace: DecodeTrace): void;
  /** The run's newest snapshot. */
  growRun(trace: DecodeTrace): void;
  stopRun(): void;
  /** The run is over, for whatever reason; what was recorded stays. */
  endRun(trace: DecodeTrace): void;
  /** Moves the cursor, clamped, and pauses. Moving to the end of a run under way follows it again. */
  seek(cursor: number): void;
  /** Plays from the cursor, or from the start if it is at the end; pauses if playing. */
  togglePlaying(): void;
  /** Playback moves on by some steps, and pauses at the end. */
  advance(steps: number): void;
  setSpeed(speed: number): void;
}

export const createRunSlice: WatchSlice<RunSlice> = (set) => ({
  trace: null,
  origin: 'example',
  notes: [],
  run: 'idle',
  cursor: 0,
  following: false,
  playing: false,
  speed: 12,

  show: (trace, origin, at, notes = []) =>
    set({
      trace,
      origin,
      notes,
      run: 'idle',
      cursor: at === 'playing' ? 0 : Math.min(at === 'end' ? Infinity : at, trace.steps.length),
      following: false,
      playing: at === 'playing' && trace.steps.length > 0,
      pinned: null,
      hovered: null,
      hoveredStep: null,
      importing: null,
    }),
  dismissNotes: () => set({ notes: [] }),
  beginRun: (trace) =>
    set({
      trace,
      origin: 'run',
      notes: [],
      run: 'running',
      spoken: '',
      cursor: trace.steps.length,
      following: true,
      playing: false,
      pinned: null,
      hovered: null,
      hoveredStep: null,
      importing: null,
    }),
  growRun: (trace) => set((state) => ({ trace, cursor: state.following ? trace.steps.length : state.cursor })),
  stopRun: () => set((state) => (state.run === 'running' ? { run: 'stopping' } : {})),
  endRun: (trace) =>
    set((state) => ({
      trace,
      run: 'idle',
      following: false,
      cursor: state.following ? trace.steps.length : state.cursor,
    })),
  seek: (cursor) =>
    set((state) => {
      const end = state.trace?.steps.length ?? 0;
      const clamped = Math.min(end, Math.max(0, Math.round(cursor)));
      return { cursor: clamped, playing: false, following: state.run !== 'idle' && clamped === end };
    }),
  togglePlaying: () =>
    set((state) => {
      const end = state.trace?.steps.length ?? 0;
      if (state.following) return { following: false };
      if (state.playing || end === 0) return { playing: false };
      return { playing: true, cursor: state.cursor === end ? 0 : state.cursor };
    }),
  advance: (steps) =>
    set((state) => {
      const end = state.trace?.steps.length ?? 0;
      const cursor = Math.min(end, state.cursor + steps);
      const atEnd = cursor === end;
      return { cursor, playing: !atEnd, following: atEnd && state.run !== 'idle' };
    }),
  setSpeed: (speed) => set({ speed }),
});
