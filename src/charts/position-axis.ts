/** The position axis that the entropy sink and the heat map share, so that they line up one above the other. */
import { bottomAxis, type CellScale, cellScale, cellTicks } from './axis.ts';
import type { Mark } from './scene.ts';
import type { Box } from './text-layout.ts';

/** Pixels left and right of the plot in every chart over positions. */
export const POSITION_MARGIN = { left: 48, right: 16 } as const;

/** @param length L. @param left, right pixels of the plot's edges. */
export function positionScale(length: number, left: number, right: number): CellScale {
  return cellScale(length, left, right);
}

export function positionAxis(plot: Box, length: number, title: string): Mark[] {
  const ticks = cellTicks(length, positionScale(length, plot.left, plot.right), 48, 'centre');
  return bottomAxis(plot, ticks, title);
}
