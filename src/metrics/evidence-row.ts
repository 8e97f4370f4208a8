/** Where a step's statistics speak of a position. */
import type { PositionStats } from '../decode/types.ts';

/** Row of a canvas position in a step's statistics, by bisection; −1 if the step did not look at it. */
export function rowOf({ positions }: Pick<PositionStats, 'positions'>, position: number): number {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! < position) low = middle + 1;
    else high = middle;
  }
  return positions[low] === position ? low : -1;
}
