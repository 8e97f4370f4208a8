/** Decodes side by side: which canvas of one stands beside which of another. */

/**
 * `step`: the canvases after equally many steps. `fraction`: after the same share of each decode's own steps, so that a
 * decode of 24 steps and one of 96 begin and end together.
 */
export type Alignment = 'step' | 'fraction';

/**
 * Steps of one decode that stand beside `cursor`.
 * @param cursor 0 … extent. @param extent steps of the longest decode. @param steps of this one, at most `extent`.
 * @returns 0 … steps; both ends are reached at both ends, and it never falls as the cursor rises.
 */
export function alignedStep(alignment: Alignment, cursor: number, extent: number, steps: number): number {
  if (alignment === 'step') return Math.min(cursor, steps);
  return extent === 0 ? 0 : Math.round((cursor * steps) / extent);
}
