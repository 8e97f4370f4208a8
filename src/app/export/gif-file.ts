/** A decode as an animated GIF, in the worker of the exports. */
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import { gifWithProvenance } from '../../export/gif-comment.ts';
import type { Theme } from '../../export/palette.ts';
import { provenanceOf } from '../../export/provenance.ts';
import { DiffuscopeError } from '../../model/error.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { decodeFrames, type FilmColour, MAX_FILM_POSITIONS } from '../../views/exports/decode-frame.ts';
import { filmSteps } from '../../views/exports/film-steps.ts';
import type { Words } from '../../words/words.ts';
import { loadFonts } from './fonts.ts';
import { paintScene } from './scene-painter.ts';

export interface FilmOptions {
  readonly colour: FilmColour;
  readonly theme: Theme;
}

/** A GIF has 256 colours; the last of ours is the one that leaves a pixel as it was. */
const COLOURS = 255;
const FORMAT = 'rgb565';

/**
 * Frames after the first hold what changed, over what was there.
 * @param onProgress share of the frames written, 0 to 1.
 * @throws DiffuscopeError `bad-settings` for a canvas of more positions than a film shows.
 */
export async function gifFile(
  trace: DecodeTrace,
  { colour, theme }: FilmOptions,
  t: Words,
  onProgress: (share: number) => void,
): Promise<Blob> {
  if (trace.request.canvasLength > MAX_FILM_POSITIONS) {
    const what = `A GIF shows up to ${MAX_FILM_POSITIONS} positions; this canvas has ${trace.request.canvasLength}.`;
    throw new DiffuscopeError('bad-settings', what, 'Save the decode as a web page instead.');
  }
  await loadFonts();
  const frames = decodeFrames(trace, colour, t);
  const { width, height } = frames.scene(0);
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('no 2d context');
  const pixelsAt = (cursor: number): Uint8ClampedArray => {
    paintScene(context, frames.scene(cursor), theme, 1);
    return context.getImageData(0, 0, width, height).data;
  };

  const { cursors, delays } = filmSteps(trace.steps.length);
  const middle = cursors[Math.floor(cursors.length / 2)]!;
  // One palette for all, of what all show: the still, the masked and the committed.
  const sample = Uint8ClampedArray.from(
    [...[0, middle, trace.steps.length]].flatMap((cursor) => [...pixelsAt(cursor)]),
  );
  const palette = quantize(sample, COLOURS, { format: FORMAT });
  const transparentIndex = palette.length;
  const encoder = GIFEncoder();
  let before: Uint8Array | null = null;
  cursors.forEach((cursor, index) => {
    const pixels = applyPalette(pixelsAt(cursor), palette, FORMAT);
    const changed = before === null ? pixels : changes(before, pixels, transparentIndex);
    encoder.writeFrame(changed, width, height, {
      ...(before === null ? { palette: [...palette, [0, 0, 0]], repeat: 0 } : { transparent: true, transparentIndex }),
      delay: delays[index]!,
      dispose: 1,
    });
    before = pixels;
    onProgress((index + 1) / cursors.length);
  });
  encoder.finish();
  return new Blob([gifWithProvenance(encoder.bytes(), provenanceOf(trace))], { type: 'image/gif' });
}

function changes(before: Uint8Array, after: Uint8Array, same: number): Uint8Array {
  return after.map((colour, pixel) => (colour === before[pixel] ? same : colour));
}
