/** Local and global AR-ness@k of several decodes in the same two panels, each line with its letter at its end. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { ArNess, ArNessValue } from '../metrics/ar-ness.ts';
import type { Words } from '../words/words.ts';
import { conventionText } from './ar-ness-chart.ts';
import { BOTTOM_AXIS_HEIGHT, bottomAxis, type ChartSize, emptyTextY, leftAxis, unitTicks } from './axis.ts';
import type { Mark, Scene } from './scene.ts';
import { LINE_HEIGHT, TEXT_SIZE, textWidth, wrapText } from './text-layout.ts';

export const seriesPaints = ['series-1', 'series-2', 'series-3', 'series-4'] as const;
/** A line is told apart without its colour too. */
const dashes = [undefined, '7 3', '2 3', '8 3 2 3'] as const;

export interface ArNessSeries {
  /** Place among the panes, 0 … 3: its colour and dash. */
  readonly index: number;
  /** At the end of its lines. */
  readonly letter: string;
  readonly arNess: ArNess;
}

/** Room right of a panel for the letters. */
const LETTERS = 26;
const LEFT = 48;
const GAP = 14;
const HEADER_HEIGHT = 26;
const LABEL_DISTANCE = 13;

/**
 * @param series measured with one convention; those without commits draw nothing.
 * @param size pixels, ≥ 320 × 180.
 */
export function arNessOverlay(series: readonly ArNessSeries[], size: ChartSize, t: Words): Scene {
  const { width, height } = size;
  const first = series[0]?.arNess;
  const caption = first === undefined ? [] : wrapText(conventionText(first.convention, t), width, TEXT_SIZE);
  if (series.length > 0) caption.push(tieLine(series, t));
  const plot = { top: HEADER_HEIGHT, bottom: height - caption.length * LINE_HEIGHT - BOTTOM_AXIS_HEIGHT - 6 };
  // Nine values of local and four of global share what the margins leave.
  const unit = (width - LEFT - GAP - 2 * LETTERS) / 13;
  const local = { ...plot, left: LEFT, right: LEFT + 9 * unit };
  const global = { ...plot, left: local.right + LETTERS + GAP, right: width - LETTERS };
  const drawn = series.filter(({ arNess }) => arNess.commits > 0);
  return {
    width,
    height,
    title: t('AR-ness of the panes'),
    description: summary(drawn, t),
    marks: [
      ...panel(t('Local AR-ness@k'), t('k (preceding tokens)'), local, width, drawn, 'local', t),
      ...panel(t('Global AR-ness@k'), t('k (leftmost masks)'), global, width, drawn, 'global', t),
      ...caption.map((text, index): Mark => {
        const y = height - 4 - (caption.length - 1 - index) * LINE_HEIGHT;
        return { kind: 'text', x: 0, y, text, fill: 'muted', size: TEXT_SIZE };
      }),
    ],
  };
}

type Plot = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

function panel(
  title: string,
  axisTitle: string,
  plot: Plot,
  width: number,
  series: readonly ArNessSeries[],
  measure: 'local' | 'global',
  t: Words,
): Mark[] {
  const count = measure === 'local' ? 9 : 4;
  const x = scaleLinear([0.5, count + 0.5], [plot.left, plot.right]);
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  const ks = Array.from({ length: count }, (_, index) => index + 1);
  const labelled = measure === 'local';
  const ticks = unitTicks(y).map((tick) => (labelled ? tick : { ...tick, label: '' }));
  const marks: Mark[] = [
    {
      kind: 'text',
      x: Math.min(plot.left, width - textWidth(title, TEXT_SIZE)),
      y: 12,
      text: title,
      fill: 'ink',
      size: TEXT_SIZE,
      weight: 600,
    },
    ...leftAxis(plot, ticks, labelled ? t('fraction of commits') : ''),
    ...bottomAxis(
      plot,
      ks.map((k) => ({ at: x(k), label: `${k}` })),
      axisTitle,
    ),
  ];
  if (series.length === 0) {
    const middle = { x: (plot.left + plot.right) / 2, y: emptyTextY(plot) };
    return [
      ...marks,
      { kind: 'text', ...middle, text: t('no commits yet'), fill: 'muted', size: TEXT_SIZE, anchor: 'middle' },
    ];
  }
  const path = line<ArNessValue>(
    ({ k }) => x(k),
    ({ value }) => y(value ?? 0),
  ).defined(({ value }) => value !== null);
  for (const { index, letter, arNess } of series) {
    const stroke = seriesPaints[index]!;
    const values = arNess[measure];
    const dash = dashes[index];
    marks.push({ kind: 'path', d: path(values) ?? '', stroke, width: 1.75, ...(dash !== undefined && { dash }) });
    for (const { k, value } of values) {
      if (value === null) continue;
      marks.push({
        kind: 'circle',
        cx: x(k),
        cy: y(value),
        r: 2.5,
        fill: stroke,
        tip: `${letter} @${k}: ${value.toFixed(3)}`,
      });
    }
  }
  const ends = series.flatMap(({ index, letter, arNess }) => {
    const end = arNess[measure].findLast(({ value }) => value !== null);
    return end === undefined ? [] : [{ index, letter, y: y(end.value!) }];
  });
  const places = spread(
    ends.map((end) => end.y),
    LABEL_DISTANCE,
    plot.top,
    plot.bottom,
  );
  for (const [order, { index, letter, y: end }] of ends.entries()) {
    const at = places[order]!;
    const from = { x1: x(count) + 4, y1: end };
    marks.push({ kind: 'line', ...from, x2: plot.right + 10, y2: at, stroke: 'grid' });
    const paint = { fill: seriesPaints[index]!, size: TEXT_SIZE, weight: 650 } as const;
    marks.push({ kind: 'text', x: plot.right + 13, y: at + TEXT_SIZE * 0.35, text: letter, ...paint });
  }
  return marks;
}

/** The places moved apart to at least `distance`, as little as it takes, inside [least, most] where they fit. */
export function spread(places: readonly number[], distance: number, least: number, most: number): readonly number[] {
  const order = Array.from(places.keys()).sort((a, b) => places[a]! - places[b]! || a - b);
  const moved = [...places];
  let free = least;
  for (const index of order) {
    moved[index] = Math.max(moved[index]!, free);
    free = moved[index]! + distance;
  }
  free = most;
  for (const index of order.reverse()) {
    moved[index] = Math.min(moved[index]!, free);
    free = moved[index]! - distance;
  }
  return moved;
}

function tieLine(series: readonly ArNessSeries[], t: Words): string {
  const shares = series.map(({ letter, arNess }) => `${letter} ${percent(arNess.tieShare)}`);
  return t('Steps that ties decided: {{shares}}', { shares: shares.join(' · ') });
}

function percent(share: number | null): string {
  if (share === null) return '–';
  return share > 0 && share < 0.005 ? '< 1 %' : `${Math.round(share * 100)} %`;
}

function summary(series: readonly ArNessSeries[], t: Words): string {
  if (series.length === 0) return t('No steps yet.');
  const list = (values: readonly ArNessValue[]): string =>
    values.flatMap(({ k, value }) => (value === null ? [] : [`@${k} ${value.toFixed(2)}`])).join(', ');
  const lines = series.map(({ letter, arNess }) =>
    t('{{letter}}: local {{local}}; global {{global}}', {
      letter,
      local: list(arNess.local),
      global: list(arNess.global),
    }),
  );
  return [...lines, tieLine(series, t)].join('. ');
}
