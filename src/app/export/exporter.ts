/** Files that need fonts, a canvas or much time: made in a worker of their own, then saved. */
import type { Exporter } from '../../export/exporter.ts';
import { DiffuscopeError, errorFields } from '../../model/error.ts';
import type { WatchStore } from '../../state/store.ts';
import { decodeFileName, saveFile } from '../files.ts';
import type { ExportAnswer, ExportTask } from './export-worker.ts';

export function createExporter(store: WatchStore): Exporter {
  const save = async (name: string, task: ExportTask): Promise<void> => {
    try {
      saveFile(name, await make(task));
    } catch (thrown) {
      const error = errorFields(thrown, 'worker-died');
      const { setNotice, words } = store.getState();
      setNotice({ error, kept: words('What is on screen stays.'), reloadModel: false });
    }
  };
  return {
    savePage: (trace) =>
      save(decodeFileName(trace, 'html'), { kind: 'page', trace, language: store.getState().words.language }),
    savePng: (name, scene, theme, provenance) => save(`${name}.png`, { kind: 'png', scene, theme, provenance }),
  };
}

/** @throws DiffuscopeError `worker-died`, or what the worker says. */
function make(task: ExportTask): Promise<Blob> {
  const worker = new Worker(new URL('./export-worker.ts', import.meta.url), { type: 'module', name: 'export' });
  return new Promise<Blob>((resolve, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      const remedy = 'Close other tabs and try again.';
      reject(new DiffuscopeError('worker-died', 'The file could not be made: its worker died.', remedy));
    };
    worker.onmessage = ({ data: answer }: MessageEvent<ExportAnswer>) => {
      if (answer.kind === 'made') resolve(answer.file);
      else reject(DiffuscopeError.from(answer.error));
    };
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}
