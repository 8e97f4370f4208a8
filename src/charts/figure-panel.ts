/** One panel of a figure sheet: curves of several decodes over one x axis, y from 0 to 1. */
import { line } from 'd3-shape';
import { bottomAxis, leftAxis, type Tick, unitTicks } from './axis.ts';
import { POSITION_MARGIN } from './position-axis.ts';
import type { Mark, Paint } from './scene.ts';
import { type Box, TEXT_SIZE } from './text-layout.ts';

interface Curve {
  readonly values: readonly { readonly x: number; readonly y: number | null }[];
  /** Place among the decodes, which gives it its colour and its dashes. */
  readonly run: number;
}

export interface FigurePanel {
  readonly title: string;
  readonly xTitle: string;
  readonly xTicks: readonly Tick[];
  readonly yTitle: string;
  readonly curves: readonly Curve[];
  /** Pixel of an x. */
  x(value: number): number;
  readonly dots: boolean;
}

/** Decodes that can be told apart, also in grey. */
const STROKES: readonly { readonly stroke: Paint; readonly dash?: string }[] = [
  { stroke: 'series-1' },
  { stroke: 'series-2', dash: '6 3' },
  { stroke: 'series-3', dash: '2 2' },
  { stroke: 'series-4', dash: '8 2 2 2' },
];

export function runStroke(run: number): (typeof STROKES)[number] {
  return STROKES[run % STROKES.length]!;
}

export function figurePanel({ title, xTitle, xTicks, yTitle, curves, x, dots }: FigurePanel, plot: Box): Mark[] {
  const y = (value: number): number => plot.bottom - value * (plot.bottom - plot.top);
  const path = line<Curve['values'][number]>(
    (point) => x(point.x),
    (point) => y(point.y ?? 0),
  ).defined((point) => point.y !== null);
  return [
    panelTitle(title, plot.left - PANEL_MARGIN.left, plot.top - 12),
    ...leftAxis(plot, unitTicks(y), yTitle),
    ...bottomAxis(plot, xTicks, xTitle),
    ...curves.flatMap(({ values, run }): Mark[] => [
      { kind: 'path', d: path(values) ?? '', width: 1.5, ...runStroke(run) },
      ...(dots ? circles(values, run) : []),
    ]),
  ];

  function circles(values: Curve['values'], run: number): Mark[] {
    return values.flatMap((point): Mark[] =>
      point.y === null ? [] : [{ kind: 'circle', cx: x(point.x), cy: y(point.y), r: 2.5, fill: runStroke(run).stroke }],
    );
  }
}

/** Room around the plot of a panel; the sink lines up with the heat map under it. */
export const PANEL_MARGIN = { ...POSITION_MARGIN, top: 26, bottom: 40 } as const;

export function panelTitle(text: string, x: number, y: number): Mark {
  return { kind: 'text', x, y, text, fill: 'ink', size: TEXT_SIZE, weight: 600 };
}
