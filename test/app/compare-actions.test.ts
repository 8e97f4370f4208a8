// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { traceToJson } from '../../src/trace/json.ts';
import { stubTrace } from '../state/stub-decode.ts';
import { actionsOf, engineOf, model } from './stub-engine.ts';

let store: WatchStore;
beforeEach(() => {
  store = createWatchStore();
  const { setModel, setPrompt, change } = store.getState();
  setModel({ phase: 'ready', model });
  setPrompt('Write f.');
  change({ canvasLength: 10, schedule: 'llada', suppressMask: true });
  const { settings } = store.getState();
  store.getState().fillPanes([settings, { ...settings, strategy: 'left-to-right' }], null);
});

const pane = (index: number) => store.getState().panes[index]!;
const idle = () => vi.waitFor(() => expect(store.getState().comparing).toBe('idle'));
const stepsOf = (index: number) => pane(index).trace?.steps.length ?? 0;

describe('runPanes', () => {
  it('decodes one pane after the other, each with its own settings', async () => {
    const turns: string[] = ['idle,idle'];
    store.subscribe(({ panes }) => {
      const now = panes.map(({ turn }) => turn).join();
      if (turns.at(-1) !== now) turns.push(now);
    });
    actionsOf(store, engineOf(null)).runPanes();
    await idle();
    expect(turns.slice(1)).toEqual(['waiting,waiting', 'running,waiting', 'idle,waiting', 'idle,running', 'idle,idle']);
    expect(pane(0).trace!.steps).toEqual((await stubTrace()).steps);
    expect(pane(1).trace!.steps.map(({ unmask }) => unmask[0]!.position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(store.getState()).toMatchObject({ compareCursor: 10, trace: null, run: 'idle' });
  });

  it('runs only the panes whose settings or prompt have changed, then all', async () => {
    const actions = actionsOf(store, engineOf(null));
    actions.runPanes();
    await idle();
    const [first, second] = [pane(0).trace, pane(1).trace];
    store.getState().changePane(pane(1).id, { ...pane(1).settings, steps: 5 });
    actions.runPanes();
    await idle();
    expect(pane(0).trace).toBe(first);
    expect(stepsOf(1)).toBe(5);
    actions.runPanes();
    await idle();
    expect(pane(0).trace).not.toBe(first);
    expect(pane(1).trace).not.toBe(second);
  });

  it('stops within a step; what was made stays, and panes that wait do not run', async () => {
    const actions = actionsOf(store, engineOf(null, 30));
    actions.runPanes();
    await vi.waitFor(() => expect(stepsOf(0)).toBeGreaterThan(1), { interval: 5 });
    const made = stepsOf(0);
    actions.stopPanes();
    expect(store.getState().comparing).toBe('stopping');
    await idle();
    expect(pane(0).trace!.finish).toBe('stopped');
    expect(stepsOf(0)).toBeLessThanOrEqual(made + 2);
    expect(pane(1)).toMatchObject({ trace: null, turn: 'idle' });
  });

  it('keeps a failure to its pane: what it showed before is there, and the next pane runs', async () => {
    const actions = actionsOf(store, engineOf(null));
    actions.runPanes();
    await idle();
    const before = pane(0).trace;
    store.getState().changePane(pane(0).id, { ...pane(0).settings, temperature: 99 });
    store.getState().changePane(pane(1).id, { ...pane(1).settings, steps: 5 });
    actions.runPanes();
    await idle();
    expect(pane(0).failure).toMatchObject({ code: 'bad-settings' });
    expect(pane(0).trace).toBe(before);
    expect(stepsOf(1)).toBe(5);
    expect(store.getState().notice).toBeNull();
  });

  it('keeps the steps made before the device was lost, and stops there', async () => {
    actionsOf(store, engineOf(4)).runPanes();
    await idle();
    expect(stepsOf(0)).toBe(4);
    expect(pane(0)).toMatchObject({ turn: 'idle', failure: { code: 'device-lost' } });
    expect(pane(1)).toMatchObject({ trace: null, turn: 'idle', failure: null });
    expect(store.getState().model.phase).toBe('failed');
    expect(store.getState().notice).toMatchObject({ reloadModel: true });
  });

  it('waits for a model that is being loaded, unless the panes are others by then', async () => {
    const actions = actionsOf(store, engineOf(null));
    const { setModel, fillPanes } = store.getState();
    setModel({ phase: 'loading', progress: null });
    actions.runPanes();
    expect(store.getState().comparing).toBe('idle');
    setModel({ phase: 'ready', model });
    expect(store.getState().comparing).toBe('running');
    await idle();
    setModel({ phase: 'loading', progress: null });
    actions.runPanes();
    fillPanes([pane(0).settings], null);
    setModel({ phase: 'ready', model });
    expect(store.getState().comparing).toBe('idle');
  });

  it('does not run beside a decode of Watch, nor that beside it', async () => {
    const actions = actionsOf(store, engineOf(null, 5));
    actions.runPanes();
    actions.run();
    expect(store.getState().run).toBe('idle');
    actions.stopPanes();
    await idle();
    actions.run();
    actions.runPanes();
    expect(store.getState().comparing).toBe('idle');
    actions.stop();
    await vi.waitFor(() => expect(store.getState().run).toBe('idle'));
  });
});

describe('openInPane', () => {
  it('puts a saved trace into the pane with its settings', async () => {
    const trace = await stubTrace();
    actionsOf(store, engineOf(null)).openInPane(pane(1).id, new Blob([traceToJson(trace)]));
    await vi.waitFor(() => expect(stepsOf(1)).toBe(10));
    expect(pane(1)).toMatchObject({ made: null, settings: { strategy: 'entropy', canvasLength: 10 } });
  });

  it('leaves the pane as it is if the file is no trace', async () => {
    actionsOf(store, engineOf(null)).openInPane(pane(1).id, new Blob(['{}']));
    await vi.waitFor(() => expect(store.getState().notice?.error.code).toBe('bad-trace'));
    expect(pane(1).trace).toBeNull();
  });
});
