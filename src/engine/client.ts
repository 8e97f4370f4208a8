/** The page's side of the engine. */
import { DiffuscopeError } from '../model/error.ts';
import { type Connection, connect } from './connection.ts';
import type { Engine } from './engine.ts';
import type { EngineUrls } from './open-runtime.ts';

export interface EngineOptions {
  /** Default: `worker.ts`, bundled. */
  readonly createWorker?: () => Worker;
  /** Default: `ort/` and `models/pocket/` beside the page. */
  readonly urls?: EngineUrls;
}

const bundledWorker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'engine' });

/** An engine with no worker yet; every `load` starts a fresh one. */
export function createEngine(options: EngineOptions = {}): Engine {
  const createWorker = options.createWorker ?? bundledWorker;
  const beside = (folder: string) => new URL(folder, document.baseURI).href;
  const urls = options.urls ?? { runtime: beside('ort/'), embedded: beside('models/pocket/') };
  let connection: Connection | undefined;
  let lastId = 0;

  return {
    async load(request, onProgress) {
      connection?.close(new DiffuscopeError('aborted', 'Another model was loaded.'));
      connection = connect(createWorker());
      const end = await connection.call({ type: 'load', id: ++lastId, request, urls }, (event) => {
        if (event.type === 'progress') onProgress(event.progress);
      });
      if (end.type !== 'loaded') throw new Error(`load ended as ${end.type}`);
      return end.model;
    },

    async decode(request, onStep, signal, made = []) {
      if (connection === undefined) throw new Error('decode before load');
      const { call, abort } = connection;
      const id = ++lastId;
      const onAbort = () => abort(id);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        const ending = call({ type: 'decode', id, request, made }, (event) => {
          if (event.type === 'step') onStep(event.record, event.millis, event.pass);
        });
        if (signal.aborted) abort(id);
        const end = await ending;
        if (end.type !== 'ended') throw new Error(`decode ended as ${end.type}`);
        return end.end;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },

    dispose() {
      connection?.close(new DiffuscopeError('aborted', 'The engine was closed.'));
    },
  };
}
