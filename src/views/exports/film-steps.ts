/** Which steps a film shows, and for how long. */

/** More frames than this make a file that is too large to be sent around. */
const MAX_FRAMES = 120;

export interface FilmSteps {
  /** Cursors of the frames, from 0 to the number of steps. */
  readonly cursors: readonly number[];
  /** Every how manyth step has a frame; 1 = all. The last always has one. */
  readonly stride: number;
  /** Of each frame, in milliseconds; the last is held longer. */
  readonly delays: readonly number[];
}

/** About ten seconds for the whole, 40 to 500 ms a frame, and 2.5 s for the last. */
export function filmSteps(steps: number): FilmSteps {
  const stride = Math.ceil(steps / (MAX_FRAMES - 1)) || 1;
  const cursors = Array.from({ length: Math.ceil(steps / stride) }, (_, index) => index * stride);
  cursors.push(steps);
  const delay = Math.min(500, Math.max(40, Math.round(1000 / cursors.length) * 10));
  return { cursors, stride, delays: cursors.map((cursor) => (cursor === steps ? 2500 : delay)) };
}
