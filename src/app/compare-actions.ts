/** The actions of Compare: one decode after the other in the engine's one worker, and traces put into panes. */
import type { Engine, LoadedModel } from '../engine/engine.ts';
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { ModelTokenizer } from '../model/tokenizer.ts';
import type { WatchActions } from '../state/actions.ts';
import { type CompareSlice, isPending, type Pane, sameMade } from '../state/compare-slice.ts';
import { goesOnWith } from '../state/continuation.ts';
import type { WatchStore } from '../state/store.ts';
import type { ForeignTrace } from '../trace/import-foreign.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { continueDecode, DecodeFailure, endsModel, runDecode } from './decode-run.ts';
import type { Library } from './library.ts';
import type { ModelLoading } from './model-loading.ts';

/** @param openFile reads a trace, or another program's history. @throws DiffuscopeError */
export function createCompareActions(
  store: WatchStore,
  engine: Engine,
  loading: ModelLoading,
  library: Library,
  openFile: (file: Blob) => Promise<ForeignTrace>,
): Pick<WatchActions, 'runPanes' | 'stopPanes' | 'openInPane'> {
  let stop = new AbortController();

  /**
   * @param goesOn from where the pane's decode ended early, if this would be the same one.
   * @returns whether the model is still there for the next pane.
   */
  const runPane = async (
    before: Pane,
    goesOn: boolean,
    model: LoadedModel,
    tokenizer: ModelTokenizer,
  ): Promise<boolean> => {
    const { id, settings } = before;
    const { promptText, beginPane, growPane, endPane } = store.getState();
    const made = { settings, promptText };
    const unfinished = goesOn ? unfinishedOf(before, made, model) : null;
    const runId = unfinished?.runId ?? crypto.randomUUID();
    const viewer = {
      begin: (trace: DecodeTrace) => beginPane(id, made, trace, runId),
      grow: growPane.bind(null, id),
    };
    try {
      const means = { engine, model, tokenizer, signal: stop.signal };
      const trace = await (unfinished === null
        ? runDecode(made, viewer, means)
        : continueDecode(unfinished.trace, viewer, means));
      endPane(id, { trace, made, runId, failure: null });
      if (trace.steps.length > 0) void library.keep(runId, 'run', trace);
      return true;
    } catch (thrown) {
      const cause = thrown instanceof DecodeFailure ? thrown.cause : thrown;
      const failure = errorFields(cause, 'worker-died');
      if (thrown instanceof DecodeFailure && thrown.trace.steps.length > 0) {
        endPane(id, { trace: thrown.trace, made, runId, failure });
        void library.keep(runId, 'run', thrown.trace);
      } else {
        endPane(id, { trace: before.trace, made: before.made, runId: before.runId, failure });
      }
      if (!(cause instanceof DiffuscopeError)) throw cause;
      if (!endsModel.has(cause.code)) return true;
      const { setModel, setNotice, words } = store.getState();
      setModel({ phase: 'failed', error: failure });
      setNotice({ error: failure, kept: words('All steps made so far are kept.'), reloadModel: true });
      return false;
    }
  };

  const runPanes = async (only?: number): Promise<void> => {
    if (store.getState().model.phase === 'loading') return runWhenLoaded(only);
    const { model, run, comparing, panes, promptText, setNotice, beginComparing } = store.getState();
    const tokenizer = loading.tokenizer();
    if (run !== 'idle' || comparing !== 'idle' || model.phase !== 'ready' || tokenizer === null) return;
    const pending = panes.filter((pane) => isPending(pane, promptText));
    const wanted = only === undefined ? (pending.length > 0 ? pending : panes) : panes.filter(({ id }) => id === only);
    if (wanted.length === 0) return;
    setNotice(null);
    stop = new AbortController();
    store.setState({ wantedModel: null });
    beginComparing(wanted.map(({ id }) => id));
    try {
      for (const { id } of wanted) {
        const pane = store.getState().panes.find((one) => one.id === id);
        if (stop.signal.aborted) break;
        if (pane !== undefined && !(await runPane(pane, only === undefined, model.model, tokenizer))) break;
      }
    } finally {
      store.getState().endComparing();
    }
  };

  /** A press before the model is there counts, as long as the panes are the same. */
  const runWhenLoaded = (only?: number): void => {
    const ids = paneIds(store.getState());
    const forget = store.subscribe((state) => {
      if (state.model.phase === 'loading' && paneIds(state) === ids) return;
      forget();
      if (state.model.phase === 'ready' && paneIds(state) === ids) void runPanes(only);
    });
  };

  const openInPane = async (id: number, file: Blob): Promise<void> => {
    store.getState().setNotice(null);
    try {
      const { trace, notes } = await openFile(file);
      store.getState().putInPane(id, trace, notes);
    } catch (thrown) {
      if (!(thrown instanceof DiffuscopeError)) throw thrown;
      const error = errorFields(thrown, 'bad-trace');
      const { setNotice, words } = store.getState();
      setNotice({ error, kept: words('What is on screen stays.'), reloadModel: false });
    }
  };

  return {
    runPanes: (id) => void runPanes(id),
    stopPanes: () => {
      store.getState().stopComparing();
      stop.abort();
    },
    openInPane: (id, file) => void openInPane(id, file),
  };
}

/** The pane's own decode of this order, as far as it came. */
function unfinishedOf(
  { trace, made, runId }: Pane,
  order: NonNullable<Pane['made']>,
  model: LoadedModel,
): { readonly trace: DecodeTrace; readonly runId: string } | null {
  if (trace === null || made === null || runId === null) return null;
  return sameMade(made, order) && goesOnWith(trace, model) ? { trace, runId } : null;
}

function paneIds({ panes }: Pick<CompareSlice, 'panes'>): string {
  return panes.map(({ id }) => id).join();
}
