/** Makes the files that take long beside the page: one task, then the page ends the worker. */
import type { Scene } from '../../charts/scene.ts';
import type { Theme } from '../../export/palette.ts';
import type { Provenance } from '../../export/provenance.ts';
import { type ErrorFields, errorFields } from '../../model/error.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { type Language, loadWords } from '../../words/words.ts';
import { pageFile } from './page-file.ts';
import { pngFile } from './png-file.ts';

export type ExportTask =
  | { readonly kind: 'png'; readonly scene: Scene; readonly theme: Theme; readonly provenance: Provenance }
  | { readonly kind: 'page'; readonly trace: DecodeTrace; readonly language: Language };

export type ExportAnswer =
  | { readonly kind: 'made'; readonly file: Blob }
  | { readonly kind: 'failed'; readonly error: ErrorFields };

async function make(task: ExportTask): Promise<Blob> {
  if (task.kind === 'png') return pngFile(task.scene, task.theme, task.provenance);
  return pageFile(task.trace, await loadWords(task.language));
}

self.onmessage = async ({ data }: MessageEvent<ExportTask>) => {
  const answer = (message: ExportAnswer): void => self.postMessage(message);
  try {
    answer({ kind: 'made', file: await make(data) });
  } catch (thrown) {
    answer({ kind: 'failed', error: errorFields(thrown, 'out-of-memory') });
  }
};
