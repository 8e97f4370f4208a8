/** Axes as marks: light grid lines, tick labels and titles around a plot box. */
import { ticks } from 'd3-array';
import type { Mark } from './scene.ts';
import { type Box, TEXT_SIZE } from './text-layout.ts';

/** Outer size of a chart in pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

export interface Tick {
  /** Pixel along the axis. */
  readonly at: number;
  /** Empty: a grid line without a label. */
  readonly label: string;
}

/** Room under a plot for tick labels and the axis title. */
export const BOTTOM_AXIS_HEIGHT = 38;

/** Grid lines across the plot, labels left of it, the title turned along the edge at `titleX`. */
export function leftAxis(plot: Box, axisTicks: readonly Tick[], title: string, titleX = plot.left - 36): Mark[] {
  const marks: Mark[] = [];
  for (const { at, label } of axisTicks) {
    marks.push({ kind: 'line', x1: plot.left, y1: at, x2: plot.right, y2: at, stroke: 'grid' });
    if (label === '') continue;
    const y = at + TEXT_SIZE * 0.35;
    marks.push({ kind: 'text', x: plot.left - 8, y, text: label, fill: 'muted', size: TEXT_SIZE, anchor: 'end' });
  }
  if (title !== '') {
    const y = (plot.top + plot.bottom) / 2;
    const rotate = -90;
    marks.push({ kind: 'text', x: titleX, y, text: title, fill: 'ink', size: TEXT_SIZE, anchor: 'middle', rotate });
  }
  return marks;
}

/** The base line, short ticks and labels under it, the title under them. */
export function bottomAxis(plot: Box, axisTicks: readonly Tick[], title: string): Mark[] {
  const { left, right, bottom } = plot;
  const marks: Mark[] = [{ kind: 'line', x1: left, y1: bottom, x2: right, y2: bottom, stroke: 'muted' }];
  for (const { at, label } of axisTicks) {
    marks.push({ kind: 'line', x1: at, y1: bottom, x2: at, y2: bottom + 4, stroke: 'muted' });
    const y = bottom + 16;
    marks.push({ kind: 'text', x: at, y, text: label, fill: 'muted', size: TEXT_SIZE, anchor: 'middle' });
  }
  const x = (left + right) / 2;
  if (title !== '') {
    marks.push({ kind: 'text', x, y: bottom + 33, text: title, fill: 'ink', size: TEXT_SIZE, anchor: 'middle' });
  }
  return marks;
}

/** Ticks of an axis that is 0..1 whatever the data: labels at 0, ½, 1, grid lines at the quarters. */
export function unitTicks(scale: (value: number) => number): Tick[] {
  return [0, 0.25, 0.5, 0.75, 1].map((value) => ({ at: scale(value), label: (value * 2) % 1 === 0 ? `${value}` : '' }));
}

/** Baseline of the words in an empty plot: midway between the grid lines at ½ and ¾. */
export function emptyTextY({ top, bottom }: Box): number {
  return top + (bottom - top) * 0.375 + TEXT_SIZE * 0.35;
}

/** `count` cells of equal width side by side: positions of a canvas, steps of a run. */
export interface CellScale {
  /** Width of a cell in pixels. */
  readonly cell: number;
  /** First edge of a cell; `start(count)` is the end of the last. */
  start(index: number): number;
  centre(index: number): number;
  /** The cell at a pixel; null outside. */
  indexAt(pixel: number): number | null;
}

export function cellScale(count: number, from: number, to: number): CellScale {
  const cell = (to - from) / Math.max(1, count);
  return {
    cell,
    start: (index) => from + index * cell,
    centre: (index) => from + (index + 0.5) * cell,
    indexAt: (pixel) => {
      const index = Math.floor((pixel - from) / cell);
      return index >= 0 && index < count ? index : null;
    },
  };
}

/**
 * Round-numbered ticks, about one in `spacing` pixels. `centre`: tick i names cell i (positions). `edge`: tick i stands
 * between cell i − 1 and cell i (steps: after i steps).
 */
export function cellTicks(count: number, scale: CellScale, spacing: number, place: 'centre' | 'edge'): Tick[] {
  const last = place === 'centre' ? count - 1 : count;
  const wanted = Math.max(1, Math.floor((count * scale.cell) / spacing));
  return ticks(0, last, wanted)
    .filter(Number.isInteger)
    .map((index) => ({ at: place === 'centre' ? scale.centre(index) : scale.start(index), label: `${index}` }));
}
