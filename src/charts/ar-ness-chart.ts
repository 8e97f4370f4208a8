/** Local and global AR-ness@k as two panels. Source: the layout of arXiv 2506.20639, fig. 3. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import {
  type ArNess,
  type ArNessConvention,
  type ArNessRange,
  type ArNessValue,
  conventionTerms,
  localDenominator,
} from '../metrics/ar-ness.ts';
import type { Words } from '../words/words.ts';
import { BOTTOM_AXIS_HEIGHT, bottomAxis, type ChartSize, emptyTextY, leftAxis, unitTicks } from './axis.ts';
import type { Mark, Paint, Scene } from './scene.ts';
import {
  type Box,
  firstFree,
  LINE_HEIGHT,
  type Segment,
  TEXT_SIZE,
  type TextMark,
  textBox,
  wrapText,
} from './text-layout.ts';

/** Below this width the panels stand one above the other. */
const STACK_BELOW = 420;
const MARGIN = { left: 48, right: 28 };
/** Room between two panels side by side, for the label of the AR line. */
const GAP = 40;
const STACK_GAP = 10;
/** Panel title, and room for value labels above 1. */
const HEADER_HEIGHT = 40;

interface Panel {
  readonly title: string;
  readonly axisTitle: string;
  readonly values: readonly ArNessValue[];
  /** What the hits are a share of. */
  denominator(k: number): number;
  readonly paint: Paint;
}

/**
 * @param arNess as measured up to the cursor; without commits the axes stand alone, in the same place.
 * @param size pixels; ≥ 320 × 200 side by side (width ≥ 420), ≥ 280 × 380 stacked.
 */
export function arNessChart(arNess: ArNess, size: ChartSize, t: Words): Scene {
  const { width, height } = size;
  const convention = wrapText(conventionText(arNess.convention, t), width, TEXT_SIZE);
  const caption = [...convention, countLine(arNess, t)];
  const bottom = height - caption.length * LINE_HEIGHT - 6;
  const [localBox, globalBox] = panelBoxes(width, bottom);
  const local: Panel = {
    title: t('Local AR-ness@k'),
    axisTitle: t('k (preceding tokens)'),
    values: arNess.local,
    denominator: (k) => localDenominator(arNess.commits, arNess.convention.denominator, k),
    paint: 'series-1',
  };
  const global: Panel = {
    title: t('Global AR-ness@k'),
    axisTitle: t('k (leftmost masks)'),
    values: arNess.global,
    denominator: () => arNess.commits,
    paint: 'series-2',
  };
  const stacked = globalBox.top > localBox.top;
  return {
    width,
    height,
    title: t('AR-ness'),
    description: arNessSummary(arNess, t),
    marks: [
      ...panelMarks(local, localBox, true, t),
      ...panelMarks(global, globalBox, stacked, t),
      ...caption.map((text, index): Mark => {
        const y = height - 4 - (caption.length - 1 - index) * LINE_HEIGHT;
        return { kind: 'text', x: 0, y, text, fill: 'muted', size: TEXT_SIZE };
      }),
    ],
  };
}

/** Plot boxes; side by side the nine values of local get 9/14 of the width, the four of global the rest. */
function panelBoxes(width: number, bottom: number): [Box, Box] {
  const left = MARGIN.left;
  const right = width - MARGIN.right;
  if (width < STACK_BELOW) {
    const half = (bottom - STACK_GAP) / 2;
    const plot = (top: number): Box => ({
      left,
      right,
      top: top + HEADER_HEIGHT,
      bottom: top + half - BOTTOM_AXIS_HEIGHT,
    });
    return [plot(0), plot(half + STACK_GAP)];
  }
  const middle = left + ((right - left - GAP) * 9) / 14;
  const box = { top: HEADER_HEIGHT, bottom: bottom - BOTTOM_AXIS_HEIGHT };
  return [
    { ...box, left, right: middle },
    { ...box, left: middle + GAP, right },
  ];
}

function panelMarks(
  { title, axisTitle, values, denominator, paint }: Panel,
  plot: Box,
  labelled: boolean,
  t: Words,
): Mark[] {
  const x = scaleLinear([0.5, values.length + 0.5], [plot.left, plot.right]);
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  const ticks = unitTicks(y).map((tick) => (labelled ? tick : { ...tick, label: '' }));
  const marks: Mark[] = [
    {
      kind: 'text',
      x: plot.left,
      y: 12 + plot.top - HEADER_HEIGHT,
      text: title,
      fill: 'ink',
      size: TEXT_SIZE,
      weight: 600,
    },
    ...leftAxis(plot, ticks, labelled ? t('fraction of commits') : ''),
    ...bottomAxis(
      plot,
      values.map(({ k }) => ({ at: x(k), label: `${k}` })),
      axisTitle,
    ),
    { kind: 'line', x1: plot.left, y1: plot.top, x2: plot.right, y2: plot.top, stroke: 'muted', dash: '4 3' },
    { kind: 'text', x: plot.right + 5, y: plot.top + 4, text: 'AR', fill: 'muted', size: TEXT_SIZE },
  ];
  const points = values.flatMap(({ k, hits, value, range }) =>
    value === null
      ? []
      : [{ k, value, range, x: x(k), y: y(value), tip: tipOf({ k, value, hits, of: denominator(k), range }, t) }],
  );
  if (points.length === 0) {
    const middle = { x: (plot.left + plot.right) / 2, y: emptyTextY(plot) };
    marks.push({
      kind: 'text',
      ...middle,
      text: t('no commits yet'),
      fill: 'muted',
      size: TEXT_SIZE,
      anchor: 'middle',
    });
    return marks;
  }
  const path = line<ArNessValue>(
    ({ k }) => x(k),
    ({ value }) => y(value ?? 0),
  ).defined(({ value }) => value !== null);
  marks.push({ kind: 'path', d: path(values) ?? '', stroke: paint, width: 1.75 });
  for (const { x, range } of points) {
    if (range === undefined || range.least === range.most) continue;
    marks.push({ kind: 'line', x1: x, y1: y(range.most), x2: x, y2: y(range.least), stroke: paint });
  }
  for (const point of points) {
    marks.push({ kind: 'circle', cx: point.x, cy: point.y, r: 3, fill: paint, tip: point.tip });
  }
  return marks.concat(valueLabels(points, plot));
}

interface Tip {
  readonly k: number;
  readonly value: number;
  readonly hits: number;
  readonly of: number;
  readonly range: ArNessRange | undefined;
}

function tipOf({ k, value, hits, of, range }: Tip, t: Words): string {
  if (range === undefined)
    return t('k = {{k}}: {{hits}} of {{of}} = {{value}}', { k, value: value.toFixed(3), hits, of });
  const values = { k, mean: value.toFixed(3), least: range.least.toFixed(3), most: range.most.toFixed(3) };
  return range.exact
    ? t('k = {{k}}: {{mean}} on average, {{least}} to {{most}}', values)
    : t('k = {{k}}: {{mean}} on average, {{least}} to {{most}} or wider', values);
}

interface Point {
  readonly k: number;
  readonly value: number;
  readonly x: number;
  readonly y: number;
}

/** As many numbers as fit beside their points without covering anything; the ends come first. */
function valueLabels(points: readonly Point[], plot: Box): TextMark[] {
  const segments: Segment[] = points.slice(1).flatMap((to, index) => {
    const from = points[index]!;
    return to.k === from.k + 1 ? [{ x1: from.x, y1: from.y, x2: to.x, y2: to.y }] : [];
  });
  segments.push({ x1: plot.left, y1: plot.top, x2: plot.right, y2: plot.top });
  const boxes: Box[] = points.map(({ x, y }) => ({ left: x - 3, right: x + 3, top: y - 3, bottom: y + 3 }));
  const bounds = { ...plot, top: plot.top - HEADER_HEIGHT + 18, bottom: plot.bottom - 2 };
  const labels: TextMark[] = [];
  for (const { x, y, value } of [points[0]!, points.at(-1)!, ...points.slice(1, -1)]) {
    const text = twoDigits(value);
    const candidates = LABEL_OFFSETS.map(({ dx, dy, anchor }): TextMark => {
      return { kind: 'text', x: x + dx, y: y + dy, text, fill: 'ink', size: TEXT_SIZE, anchor };
    });
    const label = firstFree(candidates, bounds, { boxes, segments });
    if (label === null) continue;
    labels.push(label);
    boxes.push(textBox(label));
  }
  return labels;
}

/** Where a label may stand about its point, best first: above, to the right, to the left, below. */
const LABEL_OFFSETS = [
  { dx: 0, dy: -7, anchor: 'middle' },
  { dx: 4, dy: -6, anchor: 'start' },
  { dx: -4, dy: -6, anchor: 'end' },
  { dx: 0, dy: 15, anchor: 'middle' },
  { dx: -4, dy: 14, anchor: 'end' },
  { dx: 4, dy: 14, anchor: 'start' },
] as const;

/** `.62`: the zero says nothing where all values are 0..1; 0 and 1 only where exact. */
function twoDigits(value: number): string {
  if (value === 0 || value === 1) return `${value}`;
  return value.toFixed(2).replace(/^0/, '');
}

/** `Convention: ordered, T−k, …` */
export function conventionText(convention: ArNessConvention, t: Words): string {
  return t('Convention: {{convention}}', { convention: conventionTerms(convention).map(t.core).join(t(', ')) });
}

function countLine({ commits, tieSteps, tieShare, steps }: ArNess, t: Words): string {
  return tieShare === null && steps > 0
    ? t('T = {{commits}} commits · ties not recorded', { commits })
    : t('T = {{commits}} commits · ties decided {{ties}} of {{steps}} steps', { commits, ties: tieSteps, steps });
}

/** The chart in words: every value with its convention and what it rests on. */
export function arNessSummary(arNess: ArNess, t: Words): string {
  const convention = conventionText(arNess.convention, t);
  if (arNess.commits === 0) return t('No commits yet. {{convention}}.', { convention });
  const list = (values: readonly ArNessValue[]): string =>
    values.flatMap(({ k, value }) => (value === null ? [] : [`@${k} ${value.toFixed(2)}`])).join(', ');
  const values = { local: list(arNess.local), global: list(arNess.global), convention, count: countLine(arNess, t) };
  return t('Local {{local}}; global {{global}}. {{convention}}. {{count}}.', values);
}
