/** First-step confidence over position: the L of the entropy sink. Source: arXiv 2506.20639, fig. 3a. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { type EntropySink, HEAD_LENGTH } from '../metrics/entropy-sink.ts';
import type { Words } from '../words/words.ts';
import { BOTTOM_AXIS_HEIGHT, type ChartSize, emptyTextY, leftAxis, unitTicks } from './axis.ts';
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
    description: summary(sink, t),
    marks: [
      ...leftAxis(plot, unitTicks(y), t('confidence')),
      ...positionAxis(plot, length, t),
      ...(points.length === 0
        ? [emptyText(plot, t('no steps yet'))]
        : [...levelMarks(sink, points, y), ...curve(points, x.cell, t)]),
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

/** The two levels the index compares, each as a line over its own positions; `headline` names them. */
function levelMarks(
  { headMean, restMedian }: EntropySink,
  points: readonly Point[],
  y: (value: number) => number,
): Mark[] {
  const level = (value: number | null, over: readonly Point[]): Mark[] => {
    if (value === null || over.length === 0) return [];
    const ends = { x1: over[0]!.x, x2: over.at(-1)!.x, y1: y(value), y2: y(value) };
    return [{ kind: 'line', ...ends, stroke: 'series-2', width: 1.5, dash: '5 3' }];
  };
  return [...level(headMean, points.slice(0, HEAD_LENGTH)), ...level(restMedian, points.slice(HEAD_LENGTH))];
}

/** Below this width the levels go by short names. */
const NARROW = 440;

function headline({ headMean, restMedian, index }: EntropySink, { width }: ChartSize, t: Words): Mark[] {
  if (index === null || headMean === null || restMedian === null) return [];
  const [head, rest] = [headMean.toFixed(2), restMedian.toFixed(2)];
  const values = { headCount: HEAD_LENGTH, head, rest, index: minus(index.toFixed(2)) };
  const text =
    width < NARROW
      ? t('first {{headCount}}: {{head}} · rest: {{rest}} · sink index {{index}}', values)
      : t('mean of the first {{headCount}}: {{head}} · median of the rest: {{rest}} · sink index {{index}}', values);
  return [{ kind: 'text', x: 0, y: 14, text, fill: 'series-2', size: TEXT_SIZE }];
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

function summary({ positions, headMean, restMedian, index }: EntropySink, t: Words): string {
  if (positions.length === 0) return t('No steps yet.');
  const positionCount = positions.length;
  if (index === null || headMean === null || restMedian === null) {
    return t('Confidence of the best guess at {{positionCount}} positions in the first step.', { positionCount });
  }
  return t(
    'Confidence of the best guess at {{positionCount}} positions in the first step. Mean of the first {{headCount}} {{head}}, median of the rest {{rest}}: sink index {{index}}.',
    {
      positionCount,
      headCount: HEAD_LENGTH,
      head: headMean.toFixed(2),
      rest: restMedian.toFixed(2),
      index: minus(index.toFixed(2)),
    },
  );
}
