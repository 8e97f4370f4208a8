import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWatchStore } from '../../src/state/store.ts';
import { tellingMask, tourStops, visit } from '../../src/state/tour.ts';
import { colourModes, places } from '../../src/state/view-slice.ts';
import { stubTrace } from './stub-decode.ts';

const trace = await stubTrace();

function storeWithTrace() {
  const store = createWatchStore();
  store.getState().show(trace, 'example', 'end');
  return store;
}

describe('visit', () => {
  it('shows masks only, then plays from there', () => {
    expect(visit('canvas', trace, false)).toMatchObject({ cursor: 0, playing: false });
    expect(visit('play', trace, false)).toMatchObject({ cursor: 0, playing: true, colour: 'order' });
  });

  it('shows a moment instead where nothing may move', () => {
    expect(visit('play', trace, true)).toMatchObject({ cursor: 5, playing: false });
  });

  it('pins the least sure mask of the middle', () => {
    // Step 6 commits position 4 and leaves 2, 5, 1, 3, of logits 5, 4, 3, 2: the flattest is at 3.
    expect(tellingMask(trace)).toEqual({ cursor: 6, position: 3 });
    expect(visit('candidates', trace, false)).toMatchObject({ cursor: 6, pinned: 3 });
  });

  it('pins nothing without evidence or steps', () => {
    expect(tellingMask({ ...trace, steps: [] })).toEqual({ cursor: 0, position: null });
    const stats = { ...trace.steps[0]!.stats, positions: new Int32Array(0), entropy: new Float32Array(0) };
    const bare = { ...trace, steps: trace.steps.map((step) => ({ ...step, stats })) };
    expect(tellingMask(bare)).toEqual({ cursor: 6, position: null });
  });

  it('shows the first step for the sink and the whole order for AR-ness', () => {
    expect(visit('sink', trace, false)).toMatchObject({ cursor: 1, colour: 'confidence' });
    expect(visit('ar-ness', trace, false)).toMatchObject({ cursor: 10, chartTab: 'ar-ness' });
    expect(visit('sink', { ...trace, steps: [] }, false)).toMatchObject({ cursor: 0 });
  });
});

describe('the tour', () => {
  it('does not start without a decode', () => {
    const store = createWatchStore();
    store.getState().startTour(false);
    expect(store.getState().tour).toBeNull();
  });

  it('stays where it is beyond its ends', () => {
    const store = storeWithTrace();
    store.getState().startTour(false);
    store.getState().visitStop(-1, false);
    expect(store.getState().tour).toBe(0);
    store.getState().visitStop(tourStops.length, false);
    expect(store.getState().tour).toBe(0);
  });

  it('puts back what it changed, wherever it went and stopped', () => {
    const stop = fc.integer({ min: -1, max: tourStops.length });
    fc.assert(
      fc.property(
        fc.record({
          cursor: fc.integer({ min: 0, max: trace.steps.length }),
          playing: fc.boolean(),
          pinned: fc.option(fc.integer({ min: 0, max: 9 })),
          colour: fc.constantFrom(...colourModes),
          place: fc.constantFrom(...places),
        }),
        fc.array(stop),
        fc.boolean(),
        (before, stops, still) => {
          const store = storeWithTrace();
          store.setState(before);
          const { tour: _, tourSeen: __, ...old } = store.getState();
          store.getState().startTour(still);
          for (const one of stops) store.getState().visitStop(one, still);
          store.getState().endTour();
          expect(store.getState()).toMatchObject({ ...old, tour: null, tourSeen: true, beforeTour: null });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('leaves another decode its own cursor', () => {
    const store = storeWithTrace();
    store.getState().startTour(false);
    store.getState().show({ ...trace, createdAt: '2026-02-02T00:00:00.000Z' }, 'run', 'end');
    store.getState().seek(3);
    store.getState().endTour();
    expect(store.getState()).toMatchObject({ tour: null, cursor: 3 });
  });
});
