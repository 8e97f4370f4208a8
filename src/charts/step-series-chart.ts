/** Confidence and entropy of the masked positions over the steps: two panels on one step axis. */
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { StepSummary } from '../metrics/step-series.ts';
import type { Words } from '../words/words.ts';
import {
  BOTTOM_AXIS_HEIGHT,
  bottomAxis,
  type CellScale,
  type ChartSize,
  cellScale,
  cellTicks,
  leftAxis,
  unitTicks,
} from './axis.ts';
import { POSITION_MARGIN } from './position-axis.ts';
import type { Mark, Paint, Scene } from './scene.ts';
import { type Box, TEXT_SIZE } from './text-layout.ts';

export interface StepSeriesOptions {
  /** Steps on the axis; default the recorded ones. The planned number keeps a live run from moving. */
  readonly stepCount?: number;
  /** Steps shown, 0 … stepCount: a line stands after the last of them. Default none. */
  readonly cursor?: number | null;
  /** Step under the pointer, marked with its numbers. Default none. */
  readonly hovered?: number | null;
}

/** Steps along a chart of this width, for the pointer. */
export function stepScale(stepCount: number, width: number): CellScale {
  return cellScale(stepCount, POSITION_MARGIN.left, width - POSITION_MARGIN.right);
}

/** Title of a panel, and room for its top tick. */
const HEADER_HEIGHT = 28;
const BAND_OPACITY = 0.18;
/** Plots lower than this have no room for their axis's title; their own says the same. */
const TITLED = 80;

/** @param series of a trace without steps: the axes stand alone. Steps that scored nothing are gaps. */
export function stepSeriesChart(
  series: readonly StepSummary[],
  size: ChartSize,
  { stepCount = series.length, cursor = null, hovered = null }: StepSeriesOptions,
  t: Words,
): Scene {
  const { width, height } = size;
  const half = (height - BOTTOM_AXIS_HEIGHT) / 2;
  const sides = { left: POSITION_MARGIN.left, right: width - POSITION_MARGIN.right };
  const upper: Box = { ...sides, top: HEADER_HEIGHT, bottom: half - 4 };
  const lower: Box = { ...sides, top: half + HEADER_HEIGHT, bottom: height - BOTTOM_AXIS_HEIGHT };
  const steps = stepScale(stepCount, width);
  const maxEntropy = Math.ceil(Math.max(1, ...series.map((step) => step.meanEntropy ?? 0)));
  const confidence = scaleLinear([0, 1], [upper.bottom, upper.top]);
  const entropy = scaleLinear([0, maxEntropy], [lower.bottom, lower.top]);
  const x = (_: StepSummary, index: number): number => steps.centre(index);
  const band = area<StepSummary>()
    .x(x)
    .y0((step) => confidence(step.minConfidence ?? 0))
    .y1((step) => confidence(step.maxConfidence ?? 0))
    .defined((step) => step.meanConfidence !== null);
  const curve = (value: (step: StepSummary) => number | null, y: (value: number) => number, stroke: Paint): Mark => {
    const path = line<StepSummary>(x, (step) => y(value(step) ?? 0)).defined((step) => value(step) !== null);
    return { kind: 'path', d: path(series) ?? '', stroke, width: 1.75 };
  };
  const marks: Mark[] = [
    ...panelTitle(upper, t('Confidence: mean, min–max')),
    ...leftAxis(upper, unitTicks(confidence), upper.bottom - upper.top < TITLED ? '' : t('confidence')),
    ...bottomAxis(upper, [], ''),
    { kind: 'path', d: band(series) ?? '', fill: 'series-1', opacity: BAND_OPACITY },
    curve((step) => step.meanConfidence, confidence, 'series-1'),
    ...panelTitle(lower, t('Entropy: mean')),
    ...leftAxis(lower, entropyTicks(entropy, maxEntropy), t('nats')),
    ...bottomAxis(lower, cellTicks(stepCount, steps, 48, 'edge'), t('steps')),
    curve((step) => step.meanEntropy, entropy, 'series-2'),
  ];
  if (cursor !== null) {
    const at = steps.start(cursor);
    for (const { top, bottom } of [upper, lower]) {
      marks.push({ kind: 'line', x1: at, y1: top, x2: at, y2: bottom, stroke: 'ink', width: 1.5 });
    }
  }
  const here = hovered === null ? undefined : series[hovered];
  if (hovered !== null && here !== undefined) {
    const at = steps.centre(hovered);
    const reading = { kind: 'text', x: upper.right, fill: 'ink', size: TEXT_SIZE, anchor: 'end' } as const;
    const values = { step: hovered + 1, mean: twoDigits(here.meanConfidence), nats: twoDigits(here.meanEntropy) };
    marks.push(
      { kind: 'line', x1: at, y1: upper.top, x2: at, y2: upper.bottom, stroke: 'muted' },
      { kind: 'line', x1: at, y1: lower.top, x2: at, y2: lower.bottom, stroke: 'muted' },
      { ...reading, y: upper.top - HEADER_HEIGHT + 14, text: t('step {{step}}: {{mean}}', values) },
      { ...reading, y: lower.top - HEADER_HEIGHT + 14, text: t('{{value}} nats', { value: values.nats }) },
    );
  }
  return { width, height, title: t('Confidence and entropy over the steps'), description: summary(series, t), marks };
}

function panelTitle(plot: Box, text: string): Mark[] {
  const y = plot.top - HEADER_HEIGHT + 14;
  return [{ kind: 'text', x: plot.left, y, text, fill: 'ink', size: TEXT_SIZE, weight: 600 }];
}

function entropyTicks(scale: (value: number) => number, top: number) {
  return [0, top / 2, top].map((value) => ({ at: scale(value), label: `${value}` }));
}

function summary(series: readonly StepSummary[], t: Words): string {
  const scored = series.filter((step) => step.meanConfidence !== null);
  const first = scored[0];
  const last = scored.at(-1);
  if (first === undefined || last === undefined) return t('No steps yet.');
  return t(
    'Mean confidence and entropy of the masked positions: {{p1}} and {{h1}} nats at the first step, {{p2}} and {{h2}} nats at the last of {{steps}}.',
    {
      p1: twoDigits(first.meanConfidence),
      h1: twoDigits(first.meanEntropy),
      p2: twoDigits(last.meanConfidence),
      h2: twoDigits(last.meanEntropy),
      steps: series.length,
    },
  );
}

function twoDigits(value: number | null): string {
  return value?.toFixed(2) ?? '–';
}
