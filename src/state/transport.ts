/** Moving through what is on screen: one decode in Watch, several together in Compare. */
import { extentOf } from './compare-slice.ts';
import type { WatchState } from './store.ts';

export interface Transport {
  /** 0 … end. */
  readonly cursor: number;
  readonly end: number;
  /** Steps that a decode under way is to have; `null` if none is. */
  readonly planned: number | null;
  /** Playing, or following a decode under way. */
  readonly moving: boolean;
  readonly playing: boolean;
  seek(cursor: number): void;
  togglePlaying(): void;
  advance(steps: number): void;
}

export function transportOf(state: WatchState): Transport {
  if (state.place === 'compare') {
    const { panes, comparing, compareCursor, comparePlaying, compareFollowing } = state;
    const planned = panes.map(({ trace, settings }) => Math.max(settings.steps, trace?.steps.length ?? 0));
    return {
      cursor: compareCursor,
      end: extentOf(panes),
      planned: comparing === 'idle' ? null : Math.max(...planned),
      moving: comparePlaying || compareFollowing,
      playing: comparePlaying,
      seek: state.seekPanes,
      togglePlaying: state.togglePanes,
      advance: state.advancePanes,
    };
  }
  const { trace, run, cursor, playing, following } = state;
  return {
    cursor,
    end: trace?.steps.length ?? 0,
    planned: run === 'idle' ? null : (trace?.request.steps ?? null),
    moving: playing || following,
    playing,
    seek: state.seek,
    togglePlaying: state.togglePlaying,
    advance: state.advance,
  };
}
