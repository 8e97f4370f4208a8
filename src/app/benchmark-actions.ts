/** The benchmark of the page; the code for it comes when it is first asked for. */
import type { Engine } from '../engine/engine.ts';
import { errorFields } from '../model/error.ts';
import type { MachineActions } from '../state/machine-actions.ts';
import type { WatchStore } from '../state/store.ts';
import { endsModel } from './decode-run.ts';
import { saveFile } from './files.ts';
import type { ModelLoading } from './model-loading.ts';

type BenchmarkActions = Pick<MachineActions, 'runBenchmark' | 'stopBenchmark' | 'saveBenchmark' | 'openBenchmark'>;

export function createBenchmarkActions(store: WatchStore, engine: Engine, loading: ModelLoading): BenchmarkActions {
  let stop = new AbortController();
  const reports = () => import('../state/benchmark-report.ts');
  const fail = (thrown: unknown): void => {
    const error = errorFields(thrown, 'worker-died');
    store.setState({ benchmarkProblem: error });
    if (endsModel.has(error.code)) store.getState().setModel({ phase: 'failed', error });
  };

  return {
    async runBenchmark(choices) {
      const { model, run, comparing, benchmark } = store.getState();
      if (model.phase !== 'ready' || run !== 'idle' || comparing !== 'idle' || benchmark !== null) return;
      stop = new AbortController();
      const begun = { stage: choices.reload ? 'load' : 'steps', done: 0, of: choices.steps, lastMillis: null } as const;
      store.setState({ benchmark: begun, benchmarkReport: null, benchmarkProblem: null });
      try {
        const { measureModel } = await import('./benchmark-run.ts');
        store.setState({ benchmarkReport: await measureModel(store, engine, loading, choices, stop.signal) });
      } catch (thrown) {
        fail(thrown);
      } finally {
        store.setState({ benchmark: null });
      }
    },
    stopBenchmark: () => stop.abort(),
    saveBenchmark() {
      const { benchmarkReport: report } = store.getState();
      if (report === null) return;
      void reports().then(({ benchmarkToJson }) => {
        const name = `benchmark-${report.model.id}-${report.model.quantisation}-${report.machine.provider}.json`;
        saveFile(name, new Blob([benchmarkToJson(report)], { type: 'application/json' }));
      });
    },
    async openBenchmark(file) {
      try {
        const { parseBenchmark } = await reports();
        store.setState({ earlierReport: parseBenchmark(await file.text()), benchmarkProblem: null });
      } catch (thrown) {
        fail(thrown);
      }
    },
  };
}
