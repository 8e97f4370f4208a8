/** The step × position heat map: where things are, the frame around the cells, and the whole as one scene. */
import type { Words } from '../words/words.ts';
import { BOTTOM_AXIS_HEIGHT, type CellScale, type ChartSize, cellScale, cellTicks, leftAxis } from './axis.ts';
import type { HexColour } from './colour.ts';
import {
  HELD_OPACITY,
  type HeatMapCells,
  type HeatMapMode,
  heatMapCells,
  heatMapColour,
  type RecordedSteps,
} from './heat-map-cells.ts';
import { POSITION_MARGIN, positionAxis, positionScale } from './position-axis.ts';
import type { Mark, Scene } from './scene.ts';
import { type Box, TEXT_SIZE, textWidth } from './text-layout.ts';

/** Rows and columns of the axes. `steps` may be the planned number, so that a live run does not move them. */
export interface HeatMapShape {
  readonly steps: number;
  /** L. */
  readonly length: number;
}

export interface HeatMapLayout {
  readonly plot: Box;
  readonly positions: CellScale;
  /** Downward. */
  readonly steps: CellScale;
  /** The cell under a pixel of the chart; null outside the plot. */
  cellAt(x: number, y: number): { readonly step: number; readonly position: number } | null;
}

const HEADER_HEIGHT = 28;

/** Geometry in pixels of the chart's own box, for drawing cells on a canvas under the frame. */
export function heatMapLayout({ steps, length }: HeatMapShape, { width, height }: ChartSize): HeatMapLayout {
  const plot = {
    left: POSITION_MARGIN.left,
    right: width - POSITION_MARGIN.right,
    top: HEADER_HEIGHT,
    bottom: height - BOTTOM_AXIS_HEIGHT,
  };
  const positions = positionScale(length, plot.left, plot.right);
  const rows = cellScale(steps, plot.top, plot.bottom);
  return {
    plot,
    positions,
    steps: rows,
    cellAt: (x, y) => {
      const position = positions.indexAt(x);
      const step = rows.indexAt(y);
      return position === null || step === null ? null : { step, position };
    },
  };
}

export interface HeatMapFrameOptions {
  readonly mode: HeatMapMode;
  /** End of the colour scale, `HeatMapCells.max`. */
  readonly max: number;
  /** Steps shown, 0 … steps: the row of the last of them is outlined. Default 0, none. */
  readonly cursor?: number;
  /** What the pointer is on: its column and its row are outlined. Default none. */
  readonly hovered?: { readonly position: number | null; readonly step: number | null } | null;
  /** What is under the pointer in words, in the place left of the legend. */
  readonly reading?: string | null;
}

/** Axes, legend and outlines: everything but the cells. */
export function heatMapFrame(shape: HeatMapShape, size: ChartSize, options: HeatMapFrameOptions, t: Words): Scene {
  const { mode, max, cursor = 0, hovered = null, reading = null } = options;
  const { plot, positions, steps } = heatMapLayout(shape, size);
  const marks: Mark[] = [
    ...legendMarks({ mode, max }, plot, t),
    ...leftAxis(plot, [], t('steps')),
    ...stepLabels(shape.steps, steps, plot),
    ...positionAxis(plot, shape.length, t('position (tokens after the prompt)')),
  ];
  if (reading !== null) marks.push({ kind: 'text', x: 0, y: 14, text: reading, fill: 'ink', size: TEXT_SIZE });
  if (cursor > 0) {
    marks.push(...outline(plot.left, steps.start(cursor - 1), plot.right, steps.start(cursor)));
  }
  if (hovered !== null) {
    const { position, step } = hovered;
    const column = position === null ? null : [positions.start(position), positions.start(position + 1)];
    if (column !== null) marks.push(...outline(column[0]!, plot.top, column[1]!, plot.bottom));
    if (step !== null) {
      marks.push(
        ...outline(column?.[0] ?? plot.left, steps.start(step), column?.[1] ?? plot.right, steps.start(step + 1)),
      );
    }
  }
  return {
    width: size.width,
    height: size.height,
    title: titleOf(mode, t),
    description: t(
      'Heat map of {{steps}} steps (downward) by {{positions}} positions; colour is the {{measure}}, from {{least}} to {{most}}. Faded cells hold a token; blank ones were not asked for.',
      {
        steps: shape.steps,
        positions: shape.length,
        measure: measureOf(mode, t),
        least: mode === 'rank' ? 1 : 0,
        most: max,
      },
    ),
    marks,
  };
}

/** The heat map as a figure, every recorded step. Cells of one colour are one path. */
export function heatMapScene(trace: RecordedSteps, mode: HeatMapMode, size: ChartSize, t: Words): Scene {
  const cells = heatMapCells(trace, mode);
  const frame = heatMapFrame(cells, size, cells, t);
  return { ...frame, marks: [...cellMarks(cells, heatMapLayout(cells, size)), ...frame.marks] };
}

function titleOf(mode: HeatMapMode, t: Words): string {
  return {
    confidence: t('confidence by step and position'),
    entropy: t('entropy by step and position'),
    rank: t('rank among the masked by step and position'),
  }[mode];
}

function measureOf(mode: HeatMapMode, t: Words): string {
  return { confidence: t('confidence'), entropy: t('entropy'), rank: t('rank among the masked') }[mode];
}

function legendOf(mode: HeatMapMode, t: Words): string {
  return { confidence: t('confidence'), entropy: t('entropy (nats)'), rank: t('rank (1 = surest)') }[mode];
}

const LEGEND_WIDTH = 96;
const LEGEND_STOPS = 32;

function legendMarks({ mode, max }: Pick<HeatMapFrameOptions, 'mode' | 'max'>, plot: Box, t: Words): Mark[] {
  const least = mode === 'rank' ? 1 : 0;
  const start = Math.floor(plot.right - textWidth(`${max}`, TEXT_SIZE) - 6) - LEGEND_WIDTH;
  const text = { kind: 'text', y: 14, size: TEXT_SIZE, fill: 'muted', anchor: 'end' } as const;
  const width = LEGEND_WIDTH / LEGEND_STOPS;
  const bar = Array.from({ length: LEGEND_STOPS }, (_, index): Mark => {
    const value = least + ((max - least) * index) / (LEGEND_STOPS - 1);
    return {
      kind: 'rect',
      x: start + index * width,
      y: 6,
      width,
      height: 8,
      fill: heatMapColour(value, { mode, max }),
    };
  });
  return [
    { ...text, x: start - 22, text: legendOf(mode, t), fill: 'ink' },
    { ...text, x: start - 6, text: `${least}` },
    ...bar,
    { ...text, x: plot.right, text: `${max}` },
  ];
}

function stepLabels(count: number, steps: CellScale, plot: Box): Mark[] {
  return cellTicks(count, steps, 40, 'edge').flatMap(({ at, label }): Mark[] => [
    { kind: 'line', x1: plot.left - 4, y1: at, x2: plot.left, y2: at, stroke: 'muted' },
    { kind: 'text', x: plot.left - 8, y: at + 4, text: label, fill: 'muted', size: TEXT_SIZE, anchor: 'end' },
  ]);
}

/** Ink on a halo of surface, seen on every colour of the map. */
function outline(left: number, top: number, right: number, bottom: number): Mark[] {
  const d = `M${px(left)},${px(top)}H${px(right)}V${px(bottom)}H${px(left)}Z`;
  return [
    { kind: 'path', d, stroke: 'surface', width: 3 },
    { kind: 'path', d, stroke: 'ink', width: 1 },
  ];
}

/** One path per colour, and one for its cells that hold a token; neighbours alike in a row are one rectangle. */
function cellMarks(cells: HeatMapCells, { positions, steps }: HeatMapLayout): Mark[] {
  const paths = new Map<HexColour, string[]>();
  const faded = new Map<HexColour, string[]>();
  const colourAt = (index: number): HexColour | null => {
    const value = cells.values[index]!;
    return Number.isNaN(value) ? null : heatMapColour(value, cells);
  };
  for (let step = 0; step < cells.steps; step++) {
    const rowStart = step * cells.length;
    for (let first = 0, end = 1; first < cells.length; first = end++) {
      const colour = colourAt(rowStart + first);
      const held = cells.held[rowStart + first];
      while (end < cells.length && colourAt(rowStart + end) === colour && cells.held[rowStart + end] === held) end++;
      if (colour === null) continue;
      const [left, right] = [px(positions.start(first)), px(positions.start(end))];
      const rectangle = `M${left},${px(steps.start(step))}H${right}V${px(steps.start(step + 1))}H${left}Z`;
      const ofKind = held === 1 ? faded : paths;
      const path = ofKind.get(colour);
      if (path === undefined) ofKind.set(colour, [rectangle]);
      else path.push(rectangle);
    }
  }
  const marks = (ofKind: ReadonlyMap<HexColour, readonly string[]>, opacity: { opacity?: number }): Mark[] =>
    Array.from(ofKind, ([fill, rectangles]) => ({
      ...{ kind: 'path', d: rectangles.join(''), fill, crisp: true },
      ...opacity,
    }));
  return [...marks(paths, {}), ...marks(faded, { opacity: HELD_OPACITY })];
}

/** Two decimals: far below a pixel, and short. */
function px(value: number): number {
  return Math.round(value * 100) / 100;
}
