/** The actions of Watch: effects go out, results come back through the store. */
import type { Engine } from '../engine/engine.ts';
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { WatchActions } from '../state/actions.ts';
import type { WatchStore } from '../state/store.ts';
import type { ForeignTrace } from '../trace/import-foreign.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { Phrase } from '../words/words.ts';
import { createCompareActions } from './compare-actions.ts';
import { DecodeFailure, endsModel, runDecode } from './decode-run.ts';
import { decodeFileName, fetchFile, saveFile } from './files.ts';
import { withPieces } from './known-model.ts';
import { speak } from './language.ts';
import { keepLastRun } from './last-run.ts';
import type { ModelLoading } from './model-loading.ts';
import type { Opened } from './opened-file.ts';
import type { TraceFiles } from './trace-files.ts';

/** Recorded with the embedded model, beside the page. */
const EXAMPLE_URL = 'traces/first-light.json';

export function createActions(
  store: WatchStore,
  engine: Engine,
  loading: ModelLoading,
  files: TraceFiles,
): WatchActions {
  let stop = new AbortController();
  /** Counts what was asked to be on screen; a trace that was read for an earlier asking comes too late. */
  let asked = 0;

  /** An expected failure becomes a notice; a bug goes to the console. */
  const report = (thrown: unknown, kept: Phrase, { reloadModel = false, made = 0 } = {}): void => {
    if (!(thrown instanceof DiffuscopeError)) throw thrown;
    const { setNotice, words } = store.getState();
    setNotice({ error: errorFields(thrown, 'aborted'), kept: words(kept, { count: made }), reloadModel });
  };

  const run = async (): Promise<void> => {
    const { model, run: state, comparing, trace: before, origin, setNotice } = store.getState();
    const tokenizer = loading.tokenizer();
    if (state !== 'idle' || comparing !== 'idle' || model.phase !== 'ready' || tokenizer === null) return;
    setNotice(null);
    asked += 1;
    stop = new AbortController();
    try {
      const { promptText, settings, beginRun, growRun } = store.getState();
      const viewer = { begin: beginRun, grow: growRun };
      const trace = await runDecode({ promptText, settings }, viewer, engine, model.model, tokenizer, stop.signal);
      store.getState().endRun(trace);
      void keepLastRun(trace);
    } catch (thrown) {
      if (!(thrown instanceof DecodeFailure)) return report(thrown, 'What is on screen stays.');
      const { trace, cause } = thrown;
      const made = trace.steps.length;
      store.getState().endRun(trace);
      if (made > 0) void keepLastRun(trace);
      else if (before !== null) store.getState().show(before, origin, 'end');
      const lost = cause instanceof DiffuscopeError && endsModel.has(cause.code);
      if (lost) store.getState().setModel({ phase: 'failed', error: errorFields(cause, 'worker-died') });
      const kept = made > 0 ? 'The {{count}} steps made so far are kept.' : 'Nothing was decoded yet.';
      report(cause, kept, { reloadModel: lost, made });
    }
  };

  /** Reads a trace and shows it, unless another was asked for or a decode was started meanwhile. */
  const open = async <Opened>(
    read: () => Promise<Opened>,
    show: (opened: Opened) => void,
    busyText: Phrase,
  ): Promise<void> => {
    if (store.getState().run !== 'idle') {
      const busy = new DiffuscopeError('bad-settings', busyText, 'Stop the decode first.');
      return report(busy, 'The decode goes on.');
    }
    store.getState().setNotice(null);
    store.getState().setFigure(null);
    const asking = ++asked;
    try {
      const opened = await read();
      if (asking === asked) show(opened);
    } catch (thrown) {
      if (asking === asked) report(thrown, 'What is on screen stays.');
    }
  };

  /** A history without texts gets those of the loaded model, if it is one of its decodes. */
  const openFile = async (file: Blob): Promise<Opened> => {
    const { model: status } = store.getState();
    const tokenizer = loading.tokenizer();
    if (status.phase !== 'ready' || tokenizer === null) return files.open(file, null);
    const { label, tokens, architecture } = status.model.manifest;
    const model = { label, tokens, vocabularySize: architecture.vocabularySize };
    const opened = await files.open(file, model);
    if ('figure' in opened) return opened;
    return { ...opened, trace: withPieces(opened.trace, model, tokenizer.piece) };
  };

  const openDecode = async (file: Blob): Promise<ForeignTrace> => {
    const opened = await openFile(file);
    if (!('figure' in opened)) return opened;
    const what = `The ${opened.figure.kind} file holds the settings of a decode, not the decode.`;
    throw new DiffuscopeError('bad-trace', what, 'Open it in Watch, or choose a trace.');
  };

  const save = async (trace: DecodeTrace): Promise<void> => {
    try {
      saveFile(decodeFileName(trace, 'json'), new Blob([await files.write(trace)], { type: 'application/json' }));
    } catch (thrown) {
      report(thrown, 'What is on screen stays.');
    }
  };

  return {
    run: () => void run(),
    stop: () => {
      store.getState().stopRun();
      stop.abort();
    },
    loadModel: () => {
      store.getState().setNotice(null);
      void loading.load();
    },
    openTrace: (file) =>
      void open(
        () => openFile(file),
        (opened) => {
          const { show, setFigure } = store.getState();
          if ('figure' in opened) setFigure(opened.figure);
          else show(opened.trace, 'file', 'end', opened.notes);
        },
        'A trace cannot open during a decode.',
      ),
    playExample: () =>
      void open(
        async () => files.read(await fetchFile(EXAMPLE_URL)),
        (example) => {
          const { promptText, adopt, show } = store.getState();
          if (promptText === '') adopt(example);
          show(example, 'example', matchMedia('(prefers-reduced-motion: reduce)').matches ? 'end' : 'playing');
        },
        'The example cannot open during a decode.',
      ),
    saveTrace: () => {
      const { trace } = store.getState();
      if (trace !== null) void save(trace);
    },
    ...createCompareActions(store, engine, loading, openDecode),
    speak: (language) => void speak(store, language),
    download: (name, text, type) => saveFile(name, new Blob([text], { type })),
  };
}
