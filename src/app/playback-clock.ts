/** Moves the cursor while the store says `playing`: the one clock of the page. */
import type { WatchStore } from '../state/store.ts';
import { transportOf } from '../state/transport.ts';

/** Follows the store until the page closes. */
export function startPlaybackClock(store: WatchStore): void {
  let ticking = false;
  /** Time of the step shown, so that speeds that do not divide the frame rate come out even. */
  let shownAt = 0;

  const tick = (now: number): void => {
    const state = store.getState();
    const { playing, advance } = transportOf(state);
    const { speed } = state;
    ticking = playing;
    if (!playing) return;
    const steps = Math.floor(((now - shownAt) / 1000) * speed);
    if (steps > 0) {
      shownAt += (steps / speed) * 1000;
      // A tab that was hidden goes on where it was, at one step a frame.
      if (steps > 10) shownAt = now;
      // A task of its own: what React makes of a step and what the browser makes of that are not one long task.
      setTimeout(() => {
        if (transportOf(store.getState()).playing) advance(Math.min(steps, 10));
      });
    }
    requestAnimationFrame(tick);
  };
  const start = (): void => {
    if (ticking || !transportOf(store.getState()).playing) return;
    ticking = true;
    shownAt = performance.now();
    requestAnimationFrame(tick);
  };
  store.subscribe(start);
  start();
}
