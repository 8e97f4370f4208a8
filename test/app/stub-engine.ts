/** The engine of a page without a worker: the real loop on a table of logits, and the files read and written in place. */
import { createActions } from '../../src/app/actions.ts';
import { createLibrary } from '../../src/app/library.ts';
import type { ModelLoading } from '../../src/app/model-loading.ts';
import { openAnyFile, openTraceFile } from '../../src/app/opened-file.ts';
import { createOpening } from '../../src/app/opening.ts';
import { packed } from '../../src/app/packed-bytes.ts';
import { createShowing } from '../../src/app/showing.ts';
import type { TraceFiles } from '../../src/app/trace-files.ts';
import { continuedPredictor } from '../../src/decode/continued-predictor.ts';
import { decode } from '../../src/decode/decode.ts';
import type { Engine, LoadedModel } from '../../src/engine/engine.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import type { WatchActions } from '../../src/state/actions.ts';
import { keptRun } from '../../src/state/kept-run.ts';
import type { WatchStore } from '../../src/state/store.ts';
import { traceToJson } from '../../src/trace/json.ts';
import { header, pieces, predict, request } from '../state/stub-decode.ts';

/** @param failAt the step before which the device is lost; `null` = never. @param stepMillis time of a step. */
export function engineOf(failAt: number | null, stepMillis = 0): Engine {
  return {
    load: () => Promise.reject(new Error('not asked for')),
    async decode(asked, onStep, signal, made = []) {
      for await (const record of decode(continuedPredictor(made, asked, predict), asked, { signal })) {
        if (record.step < made.length) continue;
        if (record.step === failAt) throw new DiffuscopeError('device-lost', 'The GPU was lost.', 'Reload the model.');
        onStep(record, 1, null);
        await new Promise((resolve) => setTimeout(resolve, stepMillis));
      }
      return signal.aborted ? 'stopped' : 'complete';
    },
    dispose: () => {},
  };
}

export const model = {
  manifest: {
    ...header.model,
    contextLength: 64,
    architecture: { vocabularySize: pieces.length },
    variants: { f32: { sha256: header.model.sha256 } },
  },
  quantisation: 'f32',
  provider: 'wasm',
  detail: 'a table',
} as unknown as LoadedModel;

export const loading: ModelLoading = {
  load: async () => {},
  tokenizer: () => ({
    encode: () => request.prompt,
    encodePrompt: () => request.prompt,
    decode: () => '',
    piece: (id) => pieces[id]!,
  }),
};

/** What the page does in a worker, in place. */
export const files: TraceFiles = {
  write: async (trace) => new Blob([traceToJson(trace)]),
  read: async (file) => (await openTraceFile(file, null)).trace,
  open: openAnyFile,
  pack: async (trace, { id, origin, name }) => ({
    run: keptRun(id, origin, name, trace),
    bytes: await packed(traceToJson(trace)),
  }),
};

/** The actions as the page wires them, but without a database: nothing is kept. */
export function actionsOf(
  store: WatchStore,
  engine: Engine,
  traceFiles = files,
  load: ModelLoading['load'] = loading.load,
): WatchActions {
  const opening = createOpening(store);
  const library = createLibrary(store, traceFiles, opening);
  const showing = createShowing(store, traceFiles, library, opening);
  return createActions(store, engine, { ...loading, load }, traceFiles, library, opening, showing);
}
