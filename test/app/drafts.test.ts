// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepDrafts } from '../../src/app/drafts.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { stubTrace } from '../state/stub-decode.ts';

const [none, half, most] = [await stubTrace(0), await stubTrace(5), await stubTrace(8)];

let store: WatchStore;
const keepDraft = vi.fn(async () => {});
beforeEach(() => {
  vi.useFakeTimers();
  store = createWatchStore();
  keepDrafts(store, { keepDraft });
  store.setState({ runId: 'one' });
  store.getState().beginRun(none);
});
afterEach(() => {
  vi.useRealTimers();
  keepDraft.mockClear();
});

it('keeps what a decode under way has made, from time to time, and nothing twice', () => {
  store.getState().growRun(half);
  vi.advanceTimersByTime(10_000);
  expect(keepDraft.mock.calls).toEqual([['one', half]]);
  vi.advanceTimersByTime(20_000);
  expect(keepDraft).toHaveBeenCalledOnce();
  store.getState().growRun(most);
  vi.advanceTimersByTime(10_000);
  expect(keepDraft).toHaveBeenLastCalledWith('one', most);
});

it('keeps it at once when the tab is left', () => {
  store.getState().growRun(half);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(keepDraft).toHaveBeenCalledWith('one', half);
});

it('leaves alone what is over', () => {
  store.getState().growRun(half);
  store.getState().endRun(half);
  vi.advanceTimersByTime(60_000);
  expect(keepDraft).not.toHaveBeenCalled();
});
