/** Asks and measures this machine; the code for it comes when it is first asked for. */
import { errorFields } from '../model/error.ts';
import type { MachineActions } from '../state/machine-actions.ts';
import type { WatchStore } from '../state/store.ts';

type PreflightActions = Pick<MachineActions, 'checkMachine' | 'measureMachine' | 'stopMeasuring'>;

export function createPreflightActions(store: WatchStore): PreflightActions {
  let stop = new AbortController();
  const client = () => import('../engine/preflight/client.ts');

  const check = async (): Promise<void> => {
    try {
      const { askMachine } = await client();
      store.setState({ machine: await askMachine(), machineProblem: null });
    } catch (thrown) {
      store.setState({ machineProblem: errorFields(thrown, 'worker-died') });
    }
  };

  const measure: PreflightActions['measureMachine'] = async (provider, quantisation) => {
    if (store.getState().measuring !== null) return;
    stop = new AbortController();
    store.setState({ measuring: 0, machineProblem: null });
    try {
      const { measureMachine } = await client();
      const onProgress = (measuring: number) => store.setState({ measuring });
      store.getState().addSpeed(await measureMachine(provider, quantisation, onProgress, stop.signal));
    } catch (thrown) {
      if (!stop.signal.aborted) store.setState({ machineProblem: errorFields(thrown, 'worker-died') });
    } finally {
      store.setState({ measuring: null });
    }
  };

  return {
    checkMachine: () => void check(),
    measureMachine: measure,
    stopMeasuring: () => stop.abort(),
  };
}
