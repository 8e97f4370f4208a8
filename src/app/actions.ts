/** The actions of Watch: effects go out, results come back through the store. */
import type { Engine } from '../engine/engine.ts';
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { WatchActions } from '../state/actions.ts';
import { continuation } from '../state/continuation.ts';
import { experimentKey, tracedExperiment } from '../state/experiment-url.ts';
import { guessedChoices, type ImportChoices } from '../state/import-slice.ts';
import type { WatchStore } from '../state/store.ts';
import type { ForeignTrace } from '../trace/import-foreign.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { createBenchmarkActions } from './benchmark-actions.ts';
import { createCompareActions } from './compare-actions.ts';
import {
  continueDecode,
  DecodeFailure,
  type DecodeMeans,
  type DecodeViewer,
  endsModel,
  runDecode,
} from './decode-run.ts';
import { decodeFileName, saveFile } from './files.ts';
import { withPieces } from './known-model.ts';
import { speak } from './language.ts';
import type { Library } from './library.ts';
import { createLibraryActions } from './library-actions.ts';
import { createModelActions } from './model-actions.ts';
import type { ModelLoading } from './model-loading.ts';
import type { Opened } from './opened-file.ts';
import type { Opening } from './opening.ts';
import { createPreflightActions } from './preflight-actions.ts';
import type { Showing } from './showing.ts';
import type { TraceFiles } from './trace-files.ts';

export function createActions(
  store: WatchStore,
  engine: Engine,
  loading: ModelLoading,
  files: TraceFiles,
  library: Library,
  opening: Opening,
  showing: Showing,
): WatchActions {
  let stop = new AbortController();
  const { open, report, supersede } = opening;

  /**
   * Decodes in Watch, shows it and keeps it.
   * @param id under which it is kept.
   */
  const carryOut = async (
    id: string,
    make: (viewer: DecodeViewer, means: DecodeMeans) => Promise<DecodeTrace>,
  ): Promise<void> => {
    const { model, run: state, comparing, trace: before, origin, setNotice } = store.getState();
    const tokenizer = loading.tokenizer();
    if (state !== 'idle' || comparing !== 'idle' || model.phase !== 'ready' || tokenizer === null) return;
    setNotice(null);
    supersede();
    stop = new AbortController();
    store.setState({ runId: id });
    try {
      const { beginRun, growRun } = store.getState();
      const means = { engine, model: model.model, tokenizer, signal: stop.signal };
      const trace = await make({ begin: beginRun, grow: growRun }, means);
      endRun(trace);
      void library.keep(id, 'run', trace);
    } catch (thrown) {
      if (!(thrown instanceof DecodeFailure)) return report(thrown, 'What is on screen stays.');
      const { trace, cause } = thrown;
      const made = trace.steps.length;
      endRun(trace);
      if (made > 0) void library.keep(id, 'run', trace);
      else if (before !== null) store.getState().show(before, origin, 'end');
      const lost = cause instanceof DiffuscopeError && endsModel.has(cause.code);
      if (lost) store.getState().setModel({ phase: 'failed', error: errorFields(cause, 'worker-died') });
      const kept = made > 0 ? 'The {{count}} steps made so far are kept.' : 'Nothing was decoded yet.';
      report(cause, kept, { reloadModel: lost, made });
    }
  };

  const run = (): Promise<void> => {
    const { promptText, settings } = store.getState();
    return carryOut(crypto.randomUUID(), (viewer, means) => runDecode({ promptText, settings }, viewer, means));
  };

  const goOn = async (): Promise<void> => {
    const { trace, origin, runId, setNotice } = store.getState();
    if (continuation(store.getState()) === 'reload') {
      setNotice(null);
      await loading.load();
    }
    const { trace: shown, model } = store.getState();
    if (trace === null || shown !== trace || model.phase !== 'ready') return;
    if (continuation(store.getState()) === null) {
      const what = 'The decode was made with other weights than those that are loaded.';
      const refused = new DiffuscopeError('bad-settings', what, 'Choose its weights, or run it again.');
      return report(refused, 'What is on screen stays.');
    }
    const isKept = (origin === 'run' || origin === 'kept') && runId !== null;
    return carryOut(isKept ? runId : crypto.randomUUID(), (viewer, means) => continueDecode(trace, viewer, means));
  };

  /** Ends at the step that a link asked for, if this is the decode that it meant. */
  const endRun = (trace: DecodeTrace): void => {
    const { awaited, endRun: end, seek } = store.getState();
    end(trace);
    if (awaited?.cursor !== undefined && awaited.key === experimentKey(tracedExperiment(trace))) seek(awaited.cursor);
    store.setState({ awaited: null, wantedModel: null });
  };

  /** A history without texts gets those of the loaded model, if it is one of its decodes. */
  const openFile = async (file: Blob, choices: ImportChoices = guessedChoices): Promise<Opened> => {
    const { model: status } = store.getState();
    const tokenizer = loading.tokenizer();
    if (status.phase !== 'ready' || tokenizer === null) return files.open(file, null, choices);
    const { label, tokens, architecture } = status.model.manifest;
    const model = { label, tokens, vocabularySize: architecture.vocabularySize };
    const opened = await files.open(file, model, choices);
    if ('figure' in opened) return opened;
    return { ...opened, trace: withPieces(opened.trace, model, tokenizer.piece, choices.texts) };
  };

  const openDecode = async (file: Blob): Promise<ForeignTrace> => {
    const opened = await openFile(file);
    if (!('figure' in opened)) return opened;
    const what = `The ${opened.figure.kind} file holds the settings of a decode, not the decode.`;
    throw new DiffuscopeError('bad-trace', what, 'Open it in Watch, or choose a trace.');
  };

  /** Keeps the files beside the one that opened. @returns what became of them, sentences. */
  const keepFiles = async (others: readonly Blob[]): Promise<readonly string[]> => {
    const { notKept } = store.getState();
    if (others.length === 0) return [];
    if (notKept !== null) return ['Of several files only the first was opened: this browser keeps nothing here.'];
    const [keptNames, refused]: [string[], string[]] = [[], []];
    for (const file of others) {
      const name = file instanceof File ? file.name.replace(/\.(json|npy|txt)(\.gz)?$/, '') : '';
      try {
        await library.keep(crypto.randomUUID(), 'file', (await openDecode(file)).trace, name);
        keptNames.push(name);
      } catch (thrown) {
        if (!(thrown instanceof DiffuscopeError)) throw thrown;
        refused.push(`Not opened: ${name}. ${thrown.message}`);
      }
    }
    const kept = keptNames.length === 0 ? [] : [`Kept in the library: ${keptNames.join(', ')}.`];
    return [...kept, ...refused];
  };

  /** @param told what the reader tells of a history; `null`: nothing yet, so that it may be asked for. */
  const openOne = (file: Blob, told: ImportChoices | null): Promise<void> => {
    const choices = told ?? guessedChoices;
    const { setImporting } = store.getState();
    return open(
      () => openFile(file, choices),
      (opened) => {
        const { show, setFigure } = store.getState();
        if ('figure' in opened) return setFigure(opened.figure);
        const { trace, notes, sequences } = opened;
        show(trace, 'file', 'end', notes);
        if (sequences === undefined) return;
        setImporting({ file, sequences, choices, problem: null, asking: sequences > 1 && told === null });
      },
      'A trace cannot open during a decode.',
      (thrown) => {
        if (!(thrown instanceof DiffuscopeError)) return false;
        if (told === null && thrown.code !== 'unknown-mask') return false;
        const { importing } = store.getState();
        const sequences = importing?.file === file ? importing.sequences : 1;
        setImporting({ file, sequences, choices, problem: errorFields(thrown, 'bad-trace'), asking: true });
        return true;
      },
    );
  };

  const openFiles = async (file: Blob, others: readonly Blob[]): Promise<void> => {
    const { run, comparing } = store.getState();
    const busy = run !== 'idle' || comparing !== 'idle';
    await openOne(file, null);
    const said = busy ? [] : await keepFiles(others);
    if (said.length > 0) store.setState(({ notes }) => ({ notes: [...notes, ...said] }));
  };

  const save = async (trace: DecodeTrace): Promise<void> => {
    try {
      saveFile(decodeFileName(trace, 'json'), await files.write(trace));
    } catch (thrown) {
      report(thrown, 'What is on screen stays.');
    }
  };

  return {
    run: () => void run(),
    goOn: () => void goOn(),
    stop: () => {
      store.getState().stopRun();
      stop.abort();
    },
    loadModel: () => {
      store.getState().setNotice(null);
      void loading.load();
    },
    ...createModelActions(store, loading, opening),
    openTrace: (file, ...others) => void openFiles(file, others),
    openHistory: (file, choices) => void openOne(file, choices),
    saveTrace: (trace = store.getState().trace ?? undefined) => {
      if (trace !== undefined) void save(trace);
    },
    ...createCompareActions(store, engine, loading, library, openDecode),
    ...createPreflightActions(store),
    ...createBenchmarkActions(store, engine, loading),
    speak: (language) => void speak(store, language),
    download: (name, text, type) => saveFile(name, new Blob([text], { type })),
    ...createLibraryActions(store, files, library, showing, opening),
  };
}
