// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TraceFiles } from '../../src/app/trace-files.ts';
import type { LoadedModel } from '../../src/engine/engine.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import { guessedChoices } from '../../src/state/import-slice.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { traceToJson } from '../../src/trace/json.ts';
import { stubTrace } from '../state/stub-decode.ts';
import { actionsOf, engineOf, files, model } from './stub-engine.ts';

const saved = traceToJson(await stubTrace());

let store: WatchStore;
beforeEach(() => {
  store = createWatchStore();
  store.getState().setModel({ phase: 'ready', model });
  store.getState().setPrompt('Write f.');
  store.getState().change({ canvasLength: 10, schedule: 'llada', suppressMask: true });
});
afterEach(() => vi.restoreAllMocks());

const idle = () => vi.waitFor(() => expect(store.getState().run).toBe('idle'));

describe('run', () => {
  it('records the decode of the settings', async () => {
    actionsOf(store, engineOf(null)).run();
    expect(store.getState().run).toBe('running');
    await idle();
    const { trace, cursor, notice } = store.getState();
    const expected = await stubTrace();
    expect(trace!.request).toEqual(expected.request);
    expect(trace!.steps).toEqual(expected.steps);
    expect(trace!.finish).toBe('complete');
    expect(cursor).toBe(10);
    expect(notice).toBeNull();
  });

  it('stops when asked, and keeps what was made', async () => {
    const actions = actionsOf(store, engineOf(null, 50));
    actions.run();
    await vi.waitFor(() => expect(store.getState().trace!.steps.length).toBeGreaterThan(1), { interval: 5 });
    actions.stop();
    await idle();
    const { trace } = store.getState();
    expect(trace!.finish).toBe('stopped');
    expect(trace!.steps.length).toBeLessThan(10);
  });

  it('keeps the steps of a decode that failed, and offers the model again', async () => {
    actionsOf(store, engineOf(4)).run();
    await idle();
    const { trace, notice } = store.getState();
    expect(trace!.steps).toEqual((await stubTrace(4)).steps);
    expect(trace!.finish).toBe('failed');
    expect(store.getState().model.phase).toBe('failed');
    expect(notice).toMatchObject({
      error: { code: 'device-lost' },
      kept: 'The 4 steps made so far are kept.',
      reloadModel: true,
    });
  });

  it('puts back what was on screen if not one step was made', async () => {
    const before = await stubTrace();
    store.getState().show(before, 'file', 'end');
    actionsOf(store, engineOf(0)).run();
    await idle();
    expect(store.getState()).toMatchObject({ trace: before, origin: 'file' });
    expect(store.getState().notice!.error.code).toBe('device-lost');
  });

  it('refuses settings out of range and leaves the screen as it is', async () => {
    const before = await stubTrace();
    store.getState().show(before, 'example', 'end');
    store.getState().change({ canvasLength: 64, steps: 64, blockLength: 64 });
    actionsOf(store, engineOf(null)).run();
    await vi.waitFor(() => expect(store.getState().notice).not.toBeNull());
    expect(store.getState()).toMatchObject({ run: 'idle', trace: before });
    expect(store.getState().notice!.error.code).toBe('prompt-too-long');
  });
});

describe('goOn', () => {
  const lost = async (failAt: number) => {
    actionsOf(store, engineOf(failAt)).run();
    await idle();
    expect(store.getState().trace!.finish).toBe('failed');
  };
  const reloads = (change: Partial<LoadedModel> = {}) =>
    vi.fn(async () => store.getState().setModel({ phase: 'ready', model: { ...model, ...change } }));

  it('loads a model that was lost, and makes the rest of the decode under the same name', async () => {
    await lost(4);
    const { runId, trace: half } = store.getState();
    const load = reloads();
    actionsOf(store, engineOf(null), files, load).goOn();
    await vi.waitFor(() => expect(store.getState().trace!.finish).toBe('complete'));
    const { trace, notice, cursor, runId: keptAs } = store.getState();
    const whole = await stubTrace();
    expect(load).toHaveBeenCalledOnce();
    expect(trace!.steps).toEqual(whole.steps);
    expect(trace!.final).toEqual(whole.final);
    expect(trace!.createdAt).toBe(half!.createdAt);
    expect(trace!.runtime.detail).toBe('a table');
    expect({ notice, cursor, keptAs }).toEqual({ notice: null, cursor: 10, keptAs: runId });
  });

  it('fails again with all that was made, and goes on from there', async () => {
    await lost(4);
    const elsewhere = reloads({ provider: 'webgpu', detail: 'another' });
    actionsOf(store, engineOf(7), files, elsewhere).goOn();
    await vi.waitFor(() => expect(store.getState().notice?.kept).toBe('The 7 steps made so far are kept.'));
    actionsOf(store, engineOf(null), files, elsewhere).goOn();
    await vi.waitFor(() => expect(store.getState().trace!.finish).toBe('complete'));
    const { steps, stepMillis, runtime } = store.getState().trace!;
    expect(steps).toEqual((await stubTrace()).steps);
    expect(stepMillis).toHaveLength(10);
    expect(runtime).toMatchObject({ provider: 'wasm', detail: 'a table; from step 5: webgpu, another' });
  });

  it('continues a decode that was stopped, without loading anything', async () => {
    const half = await stubTrace(5);
    store.getState().show(half, 'kept', 'end');
    const load = reloads();
    actionsOf(store, engineOf(null), files, load).goOn();
    await vi.waitFor(() => expect(store.getState().trace!.finish).toBe('complete'));
    expect(load).not.toHaveBeenCalled();
  });

  it('says so where the model came back with other weights, and changes nothing', async () => {
    await lost(4);
    const before = store.getState().trace;
    const variants = { f32: { sha256: 'e'.repeat(64) } };
    const manifest = { ...model.manifest, variants } as unknown as LoadedModel['manifest'];
    actionsOf(store, engineOf(null), files, reloads({ manifest })).goOn();
    await vi.waitFor(() => expect(store.getState().notice?.error.message).toContain('other weights'));
    expect(store.getState()).toMatchObject({ run: 'idle', trace: before });
  });

  it('lets be what was put on screen while the model loaded', async () => {
    await lost(4);
    const other = await stubTrace();
    const load = async () => {
      store.getState().show(other, 'file', 'end');
      await reloads()();
    };
    actionsOf(store, engineOf(null), files, load).goOn();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(store.getState()).toMatchObject({ run: 'idle', trace: other });
  });
});

describe('openTrace', () => {
  it('shows the trace of a file', async () => {
    const trace = await stubTrace();
    actionsOf(store, engineOf(null)).openTrace(new Blob([traceToJson(trace)]));
    await vi.waitFor(() => expect(store.getState().trace).not.toBeNull());
    expect(store.getState()).toMatchObject({ origin: 'file', cursor: 10 });
    expect(store.getState().trace!.steps).toEqual(trace.steps);
  });

  it.each([
    ['what is no trace', '{"format":"other"}', 'bad-trace'],
    ['half a file', saved.slice(0, 900), 'bad-trace'],
    ['a newer trace', saved.replace('"schemaVersion":2', '"schemaVersion":99'), 'newer-trace'],
  ])('keeps the trace on screen and refuses %s', async (_, text, code) => {
    const before = await stubTrace();
    store.getState().show(before, 'example', 'end');
    actionsOf(store, engineOf(null)).openTrace(new Blob([text]));
    await vi.waitFor(() => expect(store.getState().notice?.error.code).toBe(code));
    expect(store.getState().trace).toBe(before);
    expect(store.getState().notice!.kept).toBe('What is on screen stays.');
  });

  it('shows what was asked for last, however slowly the first is read', async () => {
    const [slow, quick] = [await stubTrace(3), await stubTrace()];
    let release = () => {};
    const slowFile = new Promise<void>((resolve) => {
      release = resolve;
    });
    const order: TraceFiles = {
      ...files,
      open: async (file) => {
        if (file.size === 1) await slowFile;
        return { trace: file.size === 1 ? slow : quick, notes: [] };
      },
    };
    const actions = actionsOf(store, engineOf(null), order);
    actions.openTrace(new Blob(['1']));
    actions.openTrace(new Blob(['22']));
    await vi.waitFor(() => expect(store.getState().trace).toBe(quick));
    release();
    await new Promise((resolve) => setTimeout(resolve));
    expect(store.getState().trace).toBe(quick);

    actions.openTrace(new Blob(['1']));
    actions.run();
    await idle();
    expect(store.getState().origin).toBe('run');
  });

  it('shows a history that another program saved, with the texts of the model it fits and what was guessed', async () => {
    // Prompt 9, then `def f` with its mask 2, second token first; as dllm saves it.
    const file = new File(
      [
        JSON.stringify({
          histories: [
            [9, 2, 2],
            [9, 2, 4],
            [9, 3, 4],
          ],
        }),
      ],
      'run.json',
    );
    actionsOf(store, engineOf(null)).openTrace(file);
    await vi.waitFor(() => expect(store.getState().trace).not.toBeNull());
    const { trace, notes, notice } = store.getState();
    expect(trace!.steps.map(({ unmask }) => unmask)).toEqual([
      [{ position: 1, tokenId: 4 }],
      [{ position: 0, tokenId: 3 }],
    ]);
    expect([trace!.pieces.get(3), trace!.pieces.get(4)]).toEqual(['def', ' f']);
    expect(notes).toContain('The tokens are taken for those of Stub, the model that is loaded.');
    expect(notice).toBeNull();
    store.getState().show(await stubTrace(), 'example', 'end');
    expect(store.getState().notes).toEqual([]);
  });

  it('waits for a decode to end', async () => {
    const actions = actionsOf(store, engineOf(null));
    actions.run();
    actions.openTrace(new Blob([traceToJson(await stubTrace(3))]));
    await vi.waitFor(() => expect(store.getState().notice).not.toBeNull());
    await idle();
    expect(store.getState()).toMatchObject({ origin: 'run' });
  });
});

describe('openTrace of a history of another program', () => {
  const file = new Blob(['[]']);
  const importing = () => store.getState().importing;
  const filesThat = (open: TraceFiles['open']): TraceFiles => ({ ...files, open });

  it('asks which sequence of a batch, and takes what it is told', async () => {
    const trace = await stubTrace();
    const told: unknown[] = [];
    const reading = filesThat(async (_, __, choices) => {
      told.push(choices);
      return { trace, notes: ['Guessed.'], sequences: 3 };
    });
    const actions = actionsOf(store, engineOf(null), reading);
    actions.openTrace(file);
    await vi.waitFor(() => expect(importing()).toMatchObject({ sequences: 3, asking: true, problem: null }));
    expect(store.getState().trace).toBe(trace);
    const choices = { ...guessedChoices, row: 2 };
    actions.openHistory(file, choices);
    await vi.waitFor(() => expect(importing()).toMatchObject({ choices, asking: false }));
    expect(told).toEqual([guessedChoices, choices]);
  });

  it('asks for the mask where it cannot be told, and keeps asking while it fails', async () => {
    const failing = filesThat(async (_, __, choices) => {
      const code = choices?.maskId === null ? 'unknown-mask' : 'bad-trace';
      throw new DiffuscopeError(code, 'No.', 'Tell it.');
    });
    const actions = actionsOf(store, engineOf(null), failing);
    actions.openTrace(file);
    await vi.waitFor(() => expect(importing()).toMatchObject({ asking: true, problem: { code: 'unknown-mask' } }));
    actions.openHistory(file, { ...guessedChoices, maskId: 4 });
    await vi.waitFor(() => expect(importing()).toMatchObject({ asking: true, problem: { code: 'bad-trace' } }));
    expect(store.getState().notice).toBeNull();
  });
});
