/** Makes the files that take long beside the page: one task, then the page ends the worker. */
import type { HeatMapMode } from '../../charts/heat-map-cells.ts';
import type { Scene } from '../../charts/scene.ts';
import type { ChartFormat } from '../../export/exporter.ts';
import type { Theme } from '../../export/palette.ts';
import type { Provenance } from '../../export/provenance.ts';
import { type ErrorFields, errorFields } from '../../model/error.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { type Language, loadWords } from '../../words/words.ts';
import { type FilmOptions, gifFile } from './gif-file.ts';
import { heatMapFile } from './heat-map-file.ts';
import { pageFile } from './page-file.ts';
import { pngFile } from './png-file.ts';

export type ExportTask =
  | { readonly kind: 'png'; readonly scene: Scene; readonly theme: Theme; readonly provenance: Provenance }
  | {
      readonly kind: 'heat-map';
      readonly trace: DecodeTrace;
      readonly mode: HeatMapMode;
      readonly format: ChartFormat;
      readonly language: Language;
    }
  | { readonly kind: 'gif'; readonly trace: DecodeTrace; readonly options: FilmOptions; readonly language: Language }
  | { readonly kind: 'page'; readonly trace: DecodeTrace; readonly language: Language };

export type ExportAnswer =
  /** A share of the work, 0 to 1. */
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'made'; readonly file: Blob }
  | { readonly kind: 'failed'; readonly error: ErrorFields };

async function make(task: ExportTask): Promise<Blob> {
  if (task.kind === 'png') return pngFile(task.scene, task.theme, task.provenance);
  const words = await loadWords(task.language);
  if (task.kind === 'heat-map') return heatMapFile(task.trace, task.mode, task.format, words);
  if (task.kind === 'page') return pageFile(task.trace, words);
  return gifFile(task.trace, task.options, words, (share) => answer({ kind: 'progress', share }));
}

function answer(message: ExportAnswer): void {
  self.postMessage(message);
}

self.onmessage = async ({ data }: MessageEvent<ExportTask>) => {
  try {
    answer({ kind: 'made', file: await make(data) });
  } catch (thrown) {
    answer({ kind: 'failed', error: errorFields(thrown, 'out-of-memory') });
  }
};
