// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createCompareActions } from '../../src/app/compare-actions.ts';
import { keepLastComparison } from '../../src/app/last-comparison.ts';
import type { Library } from '../../src/app/library.ts';
import { createOpening } from '../../src/app/opening.ts';
import { createShowing } from '../../src/app/showing.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import { isPending } from '../../src/state/compare-slice.ts';
import { keptRun } from '../../src/state/kept-run.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { underWay } from '../../src/state/under-way.ts';
import { decodeLink } from '../../src/state/url.ts';
import { traceToJson } from '../../src/trace/json.ts';
import { stubTrace } from '../state/stub-decode.ts';
import { actionsOf, engineOf, files, loading, model } from './stub-engine.ts';

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

  it('goes on behind the steps that were kept, once the model is there again', async () => {
    actionsOf(store, engineOf(4)).runPanes();
    await idle();
    const { runId } = pane(0);
    const kept = pane(0).trace!.steps;
    store.getState().setModel({ phase: 'ready', model });
    const made: number[] = [];
    const engine = engineOf(null);
    const decode: typeof engine.decode = (request, onStep, signal, before = []) => {
      made.push(before.length);
      return engine.decode(request, onStep, signal, before);
    };
    const actions = actionsOf(store, { ...engine, decode });
    actions.runPanes();
    await idle();
    expect(made).toEqual([4, 0]);
    expect(pane(0)).toMatchObject({ runId, failure: null });
    expect(pane(0).trace!.steps.slice(0, 4)).toEqual(kept);
    expect(pane(0).trace!.steps).toEqual((await stubTrace()).steps);
    // Nothing is pending: all of them anew.
    actions.runPanes();
    await idle();
    expect(made).toEqual([4, 0, 0, 0]);
  });

  it('begins anew what has other settings by then, and a pane that is run alone', async () => {
    actionsOf(store, engineOf(4)).runPanes();
    await idle();
    store.getState().setModel({ phase: 'ready', model });
    const actions = actionsOf(store, engineOf(null));
    const { runId } = pane(0);
    actions.runPanes(pane(0).id);
    await idle();
    expect(pane(0).runId).not.toBe(runId);
    actionsOf(store, engineOf(4)).runPanes();
    await idle();
    store.getState().setModel({ phase: 'ready', model });
    store.getState().changePane(pane(0).id, { ...pane(0).settings, steps: 5 });
    actions.runPanes();
    await idle();
    expect(stepsOf(0)).toBe(5);
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

describe('the decodes of a comparison', () => {
  /** As the library of the page, in memory. */
  const keeping = () => {
    const kept = new Map<string, string>();
    const library = {
      keep: async (id, origin, trace) => {
        kept.set(id, traceToJson(trace));
        store.setState(({ runs }) => ({ runs: [keptRun(id, origin, '', trace), ...runs] }));
      },
      file: async (id) => {
        const text = kept.get(id);
        if (text === undefined) throw new DiffuscopeError('not-found', 'Gone.', 'Choose another run.');
        return new Blob([text]);
      },
    } as Partial<Library> as Library;
    const actions = (failAt: number | null) =>
      createCompareActions(store, engineOf(failAt, 1), loading, library, () => Promise.reject(new Error()));
    const showing = () => createShowing(store, files, library, createOpening(store));
    return { kept, actions, showing };
  };
  beforeEach(() => localStorage.clear());

  it('are kept as runs, each under the id that its pane has', async () => {
    const { kept, actions } = keeping();
    actions(null).runPanes();
    await vi.waitFor(() => expect(underWay(store.getState())).toHaveLength(1));
    expect(underWay(store.getState())[0]!.runId).toBe(pane(0).runId);
    await idle();
    expect([...kept.keys()]).toEqual([pane(0).runId, pane(1).runId]);
    expect(kept.get(pane(1).runId!)).toBe(traceToJson(pane(1).trace!));
    expect(underWay(store.getState())).toEqual([]);
  });

  it('are kept as far as they got when the device is lost', async () => {
    const { kept, actions } = keeping();
    actions(4).runPanes();
    await idle();
    expect([...kept.values()].map((json) => JSON.parse(json).steps.length)).toEqual([4]);
  });

  it('are shown again in panes of the same settings and prompt, at the step of the link', async () => {
    const { actions, showing } = keeping();
    actions(null).runPanes();
    await idle();
    const before = store.getState();
    const { runs } = before;
    const settings = before.panes.map((one) => one.settings);
    store = createWatchStore();
    store.setState({ runs, promptText: 'Write f.', modelId: 'stub' });
    store.getState().fillPanes([...settings, { ...settings[0]!, seed: '5' }], null);
    store.setState({ compareAwaited: 3 });
    await showing().panes();
    for (const index of [0, 1]) {
      expect(pane(index).trace!.steps).toEqual(before.panes[index]!.trace!.steps);
      expect(pane(index).runId).toBe(before.panes[index]!.runId);
      expect(isPending(pane(index), 'Write f.')).toBe(false);
      expect(isPending(pane(index), 'Write g.')).toBe(true);
    }
    // The third was never made: the link's step is for when it is.
    expect(pane(2)).toMatchObject({ trace: null, runId: null });
    expect(store.getState()).toMatchObject({ compareCursor: 10, compareAwaited: 3 });
    store.getState().fillPanes(settings, null);
    store.setState({ compareAwaited: 3 });
    await showing().panes();
    expect(store.getState()).toMatchObject({ compareCursor: 3, compareAwaited: null });
    // Another model would have decoded something else.
    store.getState().fillPanes(settings, null);
    store.setState({ modelId: 'other' });
    await showing().panes();
    expect(pane(0).trace).toBeNull();
  });

  it('do not come into panes that have something else by then', async () => {
    const { actions, showing } = keeping();
    actions(null).runPanes();
    await idle();
    store.getState().fillPanes([pane(0).settings], null);
    const shown = showing().panes();
    const other = await stubTrace(3);
    store.getState().putInPane(pane(0).id, other);
    await shown;
    expect(pane(0).trace).toBe(other);
    store.setState({ promptText: 'Write g.' });
    store.getState().fillPanes([pane(0).settings], null);
    await showing().panes();
    expect(pane(0).trace).toBeNull();
  });

  it('leave a link to their comparison for a later visit', async () => {
    const { actions } = keeping();
    keepLastComparison(store);
    expect(store.getState().lastComparison).toBeNull();
    actions(null).runPanes();
    await idle();
    const { lastComparison, panes } = store.getState();
    const { comparison } = decodeLink(lastComparison!).link;
    expect(comparison!.promptText).toBe('Write f.');
    expect(comparison!.panes.map(({ strategy }) => strategy)).toEqual(panes.map(({ settings }) => settings.strategy));
    store = createWatchStore();
    keepLastComparison(store);
    expect(store.getState().lastComparison).toBe(lastComparison);
    for (const text of ['', 'p=Write', '{}', 'javascript:alert(1)']) {
      localStorage.setItem('diffuscope.comparison', text);
      keepLastComparison(store);
      expect(store.getState().lastComparison).toBeNull();
    }
  });
});
