/** Files that need fonts, a canvas or much time: made in a worker of their own, then saved. */
import type { Exporter } from '../../export/exporter.ts';
import { DiffuscopeError, errorFields } from '../../model/error.ts';
import type { WatchStore } from '../../state/store.ts';
import { decodeFileName, saveFile } from '../files.ts';
import type { ExportAnswer, ExportTask } from './export-worker.ts';

export function createExporter(store: WatchStore): Exporter {
  const save = async (name: string, task: ExportTask, watch: Watch = {}): Promise<void> => {
    try {
      saveFile(name, await make(task, watch));
    } catch (thrown) {
      if (watch.signal?.aborted) return;
      const error = errorFields(thrown, 'worker-died');
      const { setNotice, words } = store.getState();
      setNotice({ error, kept: words('What is on screen stays.'), reloadModel: false });
    }
  };
  return {
    saveGif: (trace, options, onProgress) => {
      const controller = new AbortController();
      const task = { kind: 'gif', trace, options, language: store.getState().words.language } as const;
      const { signal } = controller;
      return {
        done: save(decodeFileName(trace, 'gif'), task, { onProgress, signal }),
        stop: () => controller.abort(),
      };
    },
    savePage: (trace) =>
      save(decodeFileName(trace, 'html'), { kind: 'page', trace, language: store.getState().words.language }),
    saveHeatMap: (name, trace, mode, format) => {
      const { language } = store.getState().words;
      return save(`${name}.${format}`, { kind: 'heat-map', trace, mode, format, language });
    },
    savePng: (name, scene, theme, provenance) => save(`${name}.png`, { kind: 'png', scene, theme, provenance }),
  };
}

interface Watch {
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** @throws DiffuscopeError `worker-died`, or what the worker says. */
function make(task: ExportTask, { onProgress, signal }: Watch): Promise<Blob> {
  const worker = new Worker(new URL('./export-worker.ts', import.meta.url), { type: 'module', name: 'export' });
  return new Promise<Blob>((resolve, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      const remedy = 'Close other tabs and try again.';
      reject(new DiffuscopeError('worker-died', 'The file could not be made: its worker died.', remedy));
    };
    worker.onmessage = ({ data: answer }: MessageEvent<ExportAnswer>) => {
      if (answer.kind === 'made') resolve(answer.file);
      else if (answer.kind === 'progress') onProgress?.(answer.share);
      else reject(DiffuscopeError.from(answer.error));
    };
    signal?.addEventListener('abort', () => reject(signal.reason));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}
