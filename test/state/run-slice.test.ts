import { beforeEach, describe, expect, it } from 'vitest';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { stubTrace } from './stub-decode.ts';

const trace = await stubTrace();
const half = await stubTrace(5);
const none = await stubTrace(0);

let store: WatchStore;
beforeEach(() => {
  store = createWatchStore();
});
const place = () => {
  const { cursor, playing, following, run } = store.getState();
  return { cursor, playing, following, run };
};

describe('a whole trace', () => {
  it('plays from its start or stands at its end', () => {
    store.getState().show(trace, 'example', 'playing');
    expect(place()).toEqual({ cursor: 0, playing: true, following: false, run: 'idle' });
    store.getState().show(trace, 'file', 'end');
    expect(place()).toEqual({ cursor: 10, playing: false, following: false, run: 'idle' });
  });

  it('pauses at the end, and plays again from the start', () => {
    store.getState().show(trace, 'example', 'playing');
    store.getState().advance(9);
    expect(place()).toMatchObject({ cursor: 9, playing: true });
    store.getState().advance(5);
    expect(place()).toMatchObject({ cursor: 10, playing: false });
    store.getState().togglePlaying();
    expect(place()).toMatchObject({ cursor: 0, playing: true });
  });

  it('keeps the cursor within the steps there are', () => {
    store.getState().show(trace, 'example', 'playing');
    store.getState().seek(99);
    expect(place()).toMatchObject({ cursor: 10, playing: false });
    store.getState().seek(-1);
    expect(place().cursor).toBe(0);
  });

  it('lets go of a position that the next trace may not have', () => {
    store.getState().show(trace, 'example', 'end');
    store.getState().pin(9);
    store.getState().show(half, 'file', 'end');
    expect(store.getState().pinned).toBeNull();
  });
});

describe('a run', () => {
  it('is followed until the user looks elsewhere, and again from the end', () => {
    store.getState().beginRun(none);
    store.getState().growRun(half);
    expect(place()).toEqual({ cursor: 5, playing: false, following: true, run: 'running' });
    store.getState().seek(2);
    store.getState().growRun(trace);
    expect(place()).toMatchObject({ cursor: 2, following: false });
    store.getState().seek(10);
    expect(place()).toMatchObject({ cursor: 10, following: true });
    store.getState().endRun(trace);
    expect(place()).toEqual({ cursor: 10, playing: false, following: false, run: 'idle' });
  });

  it('is caught up with by playing', () => {
    store.getState().beginRun(none);
    store.getState().growRun(half);
    store.getState().togglePlaying();
    expect(place()).toMatchObject({ cursor: 5, following: false, playing: false });
    store.getState().seek(3);
    store.getState().togglePlaying();
    expect(place()).toMatchObject({ cursor: 3, playing: true });
    store.getState().advance(2);
    expect(place()).toMatchObject({ cursor: 5, playing: false, following: true });
  });

  it('leaves a cursor that was moved away where it is when it ends', () => {
    store.getState().beginRun(none);
    store.getState().growRun(half);
    store.getState().seek(1);
    store.getState().stopRun();
    expect(place().run).toBe('stopping');
    store.getState().endRun(half);
    expect(place()).toEqual({ cursor: 1, playing: false, following: false, run: 'idle' });
  });
});
