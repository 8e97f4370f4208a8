import { beforeEach, expect, it } from 'vitest';
import { continuation } from '../../src/state/continuation.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { model } from '../app/stub-engine.ts';
import { stubTrace } from './stub-decode.ts';

const half = await stubTrace(5);
const error = { code: 'device-lost', message: 'The GPU was lost.', remedy: '' } as const;

let store: WatchStore;
beforeEach(() => {
  store = createWatchStore();
  store.getState().setModel({ phase: 'ready', model });
  store.getState().show(half, 'run', 'end');
});
const now = () => continuation(store.getState());

it('is there for a decode that stopped or failed', () => {
  expect(now()).toBe('ready');
  store.getState().show({ ...half, finish: 'failed' }, 'kept', 'end');
  expect(now()).toBe('ready');
});

it('loads the model first where it is gone', () => {
  store.getState().setModel({ phase: 'failed', error });
  expect(now()).toBe('reload');
  store.getState().setModel({ phase: 'loading', progress: null });
  expect(now()).toBeNull();
});

it('is not there for what has come to its end, has no steps, no settings or other weights', async () => {
  const { model: made, request } = half;
  for (const trace of [
    await stubTrace(),
    { ...half, finish: 'stalled' as const },
    { ...half, steps: [], stepMillis: [] },
    { ...half, request: { ...request, strategy: 'another-program' } },
    { ...half, model: { ...made, sha256: 'f'.repeat(64) } },
  ]) {
    store.getState().show(trace, 'file', 'end');
    expect(now()).toBeNull();
  }
});

it('waits for what is under way', () => {
  store.getState().beginRun(half);
  expect(now()).toBeNull();
  expect(store.getState().cursor).toBe(5);
  store.getState().endRun(half);
  expect(now()).toBe('ready');
  store.getState().beginComparing([]);
  expect(now()).toBeNull();
});
