/** First-step confidence over position: the L of the entropy sink. Source: arXiv 2506.20639, fig. 3a. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { type EntropySink, HEAD_LENGTH } from '../metrics/entropy-sink.ts';
import type { Words } from '../words/words.ts';
import { BOTTOM_AXIS_HEIGHT, type CellScale, type ChartSize, emptyTextY, leftAxis, unitTicks } from './axis.ts';
import { POSITION_MARGIN, positionAxis, positionScale } from './position-axis.ts';
import type { Mark, Scene } from './scene.ts';
import { type Box, TEXT_SIZE } from './text-layout.ts';

export interface EntropySinkOptions {
  /** L, the extent of the position axis; the sink itself may cover the first block only. */
  readonly length: number;
  /** Position under the pointer, marked with its value. Default none. */
  readonly hovered?: number | null;
}

/** Room above confidence 1 for the line that sums the index up. */
const HEADER_HEIGHT = 28;
/** From this width per position on, every position has its dot. */
const DOT_CELL = 5;

/** @param sink of a trace without steps: the axes stand alone, in the same place. */
export function entropySinkChart(sink: EntropySink, size: ChartSize, options: EntropySinkOptions, t: Words): Scene {
  const { length, hovered = null } = options;
  const plot: Box = {
    left: POSITION_MARGIN.left,
    right: size.width - POSITION_MARGIN.right,
    top: HEADER_HEIGHT,
    bottom: size.height - BOTTOM_AXIS_HEIGHT,
  };
  const x = positionScale(length, plot.left, plot.right);
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  const points = Array.from(sink.positions, (position, row): Point => {
    const value = sink.confidence[row]!;
    return { position, value, x: x.centre(position), y: y(value) };
  });
  const hoveredPoint = points.find(({ position }) => position === hovered);
  return {
    ...size,
    title: t('Entropy sink'),
    description: entropySinkSummary(sink, t),
    marks: [
      ...leftAxis(plot, unitTicks(y), t('confidence')),
      ...positionAxis(plot, length, t('position (tokens between it and the prompt)')),
      ...(points.length === 0
        ? [emptyText(plot, t('no steps yet'))]
        : [...sinkMarks(sink, points, plot, x, y), ...curve(points, x.cell, t)]),
      // One line for both: the value under the pointer stands where the levels are named.
      ...(hoveredPoint === undefined ? headline(sink, size, t) : hoverMarks(hoveredPoint, plot, t)),
    ],
  };
}

interface Point {
  readonly position: number;
  readonly value: number;
  readonly x: number;
  readonly y: number;
}

function curve(points: readonly Point[], cell: number, t: Words): Mark[] {
  const path = line<Point>(
    (point) => point.x,
    (point) => point.y,
  );
  const dots = cell < DOT_CELL ? [] : points;
  return [
    { kind: 'path', d: path(points) ?? '', stroke: 'series-1', width: 1.5 },
    ...dots.map(
      (point): Mark => ({ kind: 'circle', cx: point.x, cy: point.y, r: 2, fill: 'series-1', tip: tipOf(point, t) }),
    ),
  ];
}

/** The L: the mean of the head over it, the plateau as a band about its median, and a line where the sink ends. */
function sinkMarks(
  { headMean, plateau, length }: EntropySink,
  points: readonly Point[],
  plot: Box,
  x: CellScale,
  y: (value: number) => number,
): Mark[] {
  const marks: Mark[] = [];
  const level = { stroke: 'series-2', width: 1.5, dash: '5 3' } as const;
  if (plateau !== null) {
    const [left, right] = [x.start(plateau.start), x.start(plateau.end)];
    const top = y(Math.min(1, plateau.median + plateau.spread));
    const height = y(Math.max(0, plateau.median - plateau.spread)) - top;
    marks.push(
      { kind: 'rect', x: left, y: top, width: right - left, height, fill: 'series-2', opacity: BAND_OPACITY },
      { kind: 'line', x1: left, x2: right, y1: y(plateau.median), y2: y(plateau.median), ...level },
    );
    if (length !== null && length > 0) {
      marks.push({ kind: 'line', x1: left, x2: left, y1: plot.top, y2: plot.bottom, stroke: 'series-2', width: 1.5 });
    }
  }
  const head = points.slice(0, HEAD_LENGTH);
  if (headMean !== null) {
    marks.push({ kind: 'line', x1: head[0]!.x, x2: head.at(-1)!.x, y1: y(headMean), y2: y(headMean), ...level });
  }
  return marks;
}

const BAND_OPACITY = 0.18;

/** Below this width the numbers go by short names. */
const NARROW = 520;

function headline(sink: EntropySink, { width }: ChartSize, t: Words): Mark[] {
  const values = valuesOf(sink);
  if (values === null) return [];
  const text =
    width < NARROW
      ? t('first {{headCount}}: {{head}} · sink: {{length}} tokens · plateau: {{foot}} · index {{index}}', values)
      : t(
          'mean of the first {{headCount}}: {{head}} · sink of {{length}} tokens · median of the plateau: {{foot}} ± {{spread}} · sink index {{index}}',
          values,
        );
  return [{ kind: 'text', x: 0, y: 14, text, fill: 'series-2', size: TEXT_SIZE }];
}

/** The numbers of an L in digits; `null` where there is none. */
function valuesOf({ headMean, plateau, length, index }: EntropySink) {
  if (headMean === null || plateau === null || length === null || index === null) return null;
  return {
    headCount: HEAD_LENGTH,
    head: headMean.toFixed(2),
    foot: plateau.median.toFixed(2),
    spread: plateau.spread.toFixed(2),
    length,
    index: minus(index.toFixed(2)),
  };
}

function emptyText(plot: Box, text: string): Mark {
  const middle = { x: (plot.left + plot.right) / 2, y: emptyTextY(plot) };
  return { kind: 'text', ...middle, text, fill: 'muted', size: TEXT_SIZE, anchor: 'middle' };
}

function hoverMarks(point: Point, plot: Box, t: Words): Mark[] {
  return [
    { kind: 'line', x1: point.x, y1: plot.top, x2: point.x, y2: plot.bottom, stroke: 'muted' },
    { kind: 'circle', cx: point.x, cy: point.y, r: 4, fill: 'ink' },
    { kind: 'text', x: 0, y: 14, text: tipOf(point, t), fill: 'ink', size: TEXT_SIZE },
  ];
}

function tipOf({ position, value }: Point, t: Words): string {
  return t('position {{position}}: {{value}}', { position, value: value.toFixed(3) });
}

function minus(number: string): string {
  return number.replace('-', '−');
}

/** The chart in words. */
export function entropySinkSummary(sink: EntropySink, t: Words): string {
  const positionCount = sink.positions.length;
  if (positionCount === 0) return t('No steps yet.');
  const values = valuesOf(sink);
  if (values === null) {
    return t('Confidence of the best guess at {{positionCount}} positions in the first step.', { positionCount });
  }
  return t(
    'Confidence of the best guess at {{positionCount}} positions in the first step. Mean of the first {{headCount}} {{head}}; the sink reaches {{length}} tokens from the prompt, then a plateau about {{foot}} follows: sink index {{index}}.',
    { ...values, positionCount },
  );
}
