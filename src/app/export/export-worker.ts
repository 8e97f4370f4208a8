/** Makes the files that take long beside the page: one task, then the page ends the worker. */
import type { Scene } from '../../charts/scene.ts';
import type { Theme } from '../../export/palette.ts';
import { pngWithProvenance } from '../../export/png.ts';
import type { Provenance } from '../../export/provenance.ts';
import { type ErrorFields, errorFields } from '../../model/error.ts';
import { loadFonts } from './fonts.ts';
import { paintScene } from './scene-painter.ts';

export interface PngTask {
  readonly kind: 'png';
  readonly scene: Scene;
  readonly theme: Theme;
  readonly provenance: Provenance;
}

export type ExportTask = PngTask;

export type ExportAnswer =
  | { readonly kind: 'made'; readonly file: Blob }
  | { readonly kind: 'failed'; readonly error: ErrorFields };

/** Pixels of a PNG per pixel of its scene. */
const PNG_SCALE = 2;

async function png({ scene, theme, provenance }: PngTask): Promise<Blob> {
  await loadFonts();
  const canvas = new OffscreenCanvas(Math.ceil(scene.width * PNG_SCALE), Math.ceil(scene.height * PNG_SCALE));
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('no 2d context');
  paintScene(context, scene, theme, PNG_SCALE);
  const plain = await canvas.convertToBlob({ type: 'image/png' });
  const bytes = pngWithProvenance(new Uint8Array(await plain.arrayBuffer()), provenance);
  return new Blob([bytes], { type: 'image/png' });
}

self.onmessage = async ({ data }: MessageEvent<ExportTask>) => {
  const answer = (message: ExportAnswer): void => self.postMessage(message);
  try {
    answer({ kind: 'made', file: await png(data) });
  } catch (thrown) {
    answer({ kind: 'failed', error: errorFields(thrown, 'out-of-memory') });
  }
};
