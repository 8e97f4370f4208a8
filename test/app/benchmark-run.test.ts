import { describe, expect, it } from 'vitest';
import { measureModel } from '../../src/app/benchmark-run.ts';
import type { ModelLoading } from '../../src/app/model-loading.ts';
import { decode } from '../../src/decode/decode.ts';
import { positionStatistics } from '../../src/decode/position-statistics.ts';
import type { MaskPredictor } from '../../src/decode/types.ts';
import type { Engine, LoadedModel } from '../../src/engine/engine.ts';
import { benchmarkToJson, parseBenchmark } from '../../src/state/benchmark-report.ts';
import { createWatchStore, type WatchStore } from '../../src/state/store.ts';
import { desktop } from '../engine/preflight/machines.ts';
import { manifest } from '../model/fixture.ts';

const { vocabularySize } = manifest.architecture;
const model: LoadedModel = {
  manifest,
  quantisation: 'f32',
  provider: 'webgpu',
  reason: 'This test chose.',
  detail: 'nvidia ada · jspi',
  fromCache: true,
  cacheProblem: null,
  tokenizer: {},
};

/** The real loop; like a GPU with a head of its own, of which 32 bytes a row come back unless float64 is asked for. */
const engine: Engine = {
  load: () => Promise.reject(new Error('not asked for')),
  async decode(request, onStep, signal) {
    const predict: MaskPredictor = async (canvas, question) => {
      const logits = new Float32Array(question.positions.length * vocabularySize);
      return positionStatistics(logits, vocabularySize, canvas.maskId, question);
    };
    const each = request.sampling.precision === 'float64' ? 4 * vocabularySize : 32;
    for await (const record of decode(predict, request, { signal })) {
      const bytesToJavaScript = each * record.stats.positions.length;
      onStep(record, 10, { passMillis: 8, headMillis: 2, bytesToJavaScript });
    }
    return signal.aborted ? 'stopped' : 'complete';
  },
  dispose() {},
};

function readyStore(): WatchStore {
  const store = createWatchStore();
  store.setState({ machine: desktop });
  store.getState().setModel({ phase: 'ready', model });
  return store;
}

const loadingOf = (store: WatchStore, end: () => void): ModelLoading => ({
  async load() {
    const { setModel } = store.getState();
    setModel({ phase: 'loading', progress: null });
    setModel({ phase: 'loading', progress: { phase: 'session', loadedBytes: 7, totalBytes: 7 } });
    end();
  },
  tokenizer: () => null,
});
const choices = { sequence: 24, masked: 12, steps: 8, reload: true };
const running = () => new AbortController().signal;

describe('a benchmark', () => {
  it('measures load and steps, then a few with the head in JavaScript where the GPU has one, and says how far it is', async () => {
    const store = readyStore();
    const stages = new Set<string>();
    store.subscribe(({ benchmark }) => benchmark && stages.add(`${benchmark.stage} ${benchmark.done}/${benchmark.of}`));
    const loading = loadingOf(store, () => store.getState().setModel({ phase: 'ready', model }));
    const report = await measureModel(store, engine, loading, choices, running());
    expect(report!.load).toMatchObject({ bytes: 7, fromCache: true });
    // The middle two of the steps that count have 8 and 7 masks.
    expect(report!.steps).toMatchObject({ steps: 8, headOn: 'gpu', bytesToJavaScript: 32 * 7.5, warmUpMillis: 10 });
    expect(report!.cpuHead).toMatchObject({ steps: 5, headOn: 'cpu', bytesToJavaScript: 4 * vocabularySize * 9 });
    expect(report!.machine).toMatchObject({ browser: 'Chrome 156', runtime: 'nvidia ada · jspi' });
    expect([...stages]).toEqual(expect.arrayContaining(['steps 0/8', 'steps 8/8', 'cpu-head 5/5']));
    expect(parseBenchmark(benchmarkToJson(report!))).toEqual(report);
  });

  it('fails as the load does', async () => {
    const store = readyStore();
    const error = { code: 'network', message: 'The connection was cut.', remedy: '' } as const;
    const loading = loadingOf(store, () => store.getState().setModel({ phase: 'failed', error }));
    await expect(measureModel(store, engine, loading, choices, running())).rejects.toMatchObject(error);
  });

  it('makes no report of nothing', async () => {
    const store = readyStore();
    const asked = { ...choices, reload: false };
    expect(
      await measureModel(
        store,
        engine,
        loadingOf(store, () => {}),
        asked,
        AbortSignal.abort(),
      ),
    ).toBeNull();
  });
});
