/** A scene as a PNG, in the worker of the exports. */
import type { Scene } from '../../charts/scene.ts';
import type { Theme } from '../../export/palette.ts';
import { pngWithProvenance } from '../../export/png.ts';
import type { Provenance } from '../../export/provenance.ts';
import { loadFonts } from './fonts.ts';
import { paintScene } from './scene-painter.ts';

/** Pixels of the picture per pixel of its scene. */
const SCALE = 2;

export async function pngFile(scene: Scene, theme: Theme, provenance: Provenance): Promise<Blob> {
  await loadFonts();
  const canvas = new OffscreenCanvas(Math.ceil(scene.width * SCALE), Math.ceil(scene.height * SCALE));
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('no 2d context');
  paintScene(context, scene, theme, SCALE);
  const plain = await canvas.convertToBlob({ type: 'image/png' });
  const bytes = pngWithProvenance(new Uint8Array(await plain.arrayBuffer()), provenance);
  return new Blob([bytes], { type: 'image/png' });
}
