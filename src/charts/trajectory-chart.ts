/** Confidence and entropy of one position over the steps, with what befell it: two small panels on one step axis. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { TrajectoryPoint } from '../metrics/position-trajectory.ts';
import type { Words } from '../words/words.ts';
import { type CellScale, type ChartSize, cellScale } from './axis.ts';
import type { Mark, Paint, Scene } from './scene.ts';
import { TEXT_SIZE } from './text-layout.ts';

export interface TrajectoryEvent {
  /** Index of the step. */
  readonly step: number;
  readonly change: 'commit' | 'overwrite' | 'remask';
}

export interface TrajectoryOptions {
  readonly position: number;
  /** Steps on the axis. */
  readonly stepCount: number;
  /** End of the entropy scale, nats. */
  readonly maxEntropy: number;
  /** Step that is marked. Default none. */
  readonly step?: number | null;
}

const LEFT = 2;
const RIGHT = 2;
/** The title of a panel. */
const TITLE = 16;
/** The lane of the events between the panels. */
const LANE = 12;

/** Steps along a trajectory of this width, for the pointer. */
export function trajectorySteps(stepCount: number, width: number): CellScale {
  return cellScale(stepCount, LEFT, width - RIGHT);
}

/** @param size pixels, ≥ 120 × 90. */
export function trajectoryChart(
  points: readonly TrajectoryPoint[],
  events: readonly TrajectoryEvent[],
  { width, height }: ChartSize,
  { position, stepCount, maxEntropy, step = null }: TrajectoryOptions,
  t: Words,
): Scene {
  const steps = trajectorySteps(stepCount, width);
  const panel = (height - LANE - 2 * TITLE) / 2;
  const upper = { top: TITLE, bottom: TITLE + panel };
  const lower = { top: height - panel - 1, bottom: height - 1 };
  const lane = upper.bottom + LANE / 2;
  const confidence = scaleLinear([0, 1], [upper.bottom, upper.top]);
  const entropy = scaleLinear([0, maxEntropy], [lower.bottom, lower.top]);
  const here = points.find((point) => point.step === step);
  const ends = { x1: LEFT, x2: width - RIGHT };
  const level = (y: number): Mark => ({ kind: 'line', ...ends, y1: y, y2: y, stroke: 'grid' });
  const curve = (y: (point: TrajectoryPoint) => number, stroke: Paint): Mark[] => {
    const path = line<TrajectoryPoint>((point) => steps.centre(point.step), y);
    const ofRuns = runs(points).map((run): Mark => ({ kind: 'path', d: path(run) ?? '', stroke, width: 1.5 }));
    return here === undefined
      ? ofRuns
      : [...ofRuns, { kind: 'circle', cx: steps.centre(here.step), cy: y(here), r: 3, fill: stroke }];
  };
  const text = { kind: 'text', size: TEXT_SIZE, fill: 'muted' } as const;
  const right = { x: width - RIGHT, anchor: 'end' } as const;
  const marks: Mark[] = [
    { ...text, x: LEFT, y: 11, text: t('confidence'), fill: 'series-1' },
    { ...text, ...right, y: 11, text: here === undefined ? '0–1' : here.confidence.toFixed(3) },
    level(upper.top),
    level(upper.bottom),
    { ...text, x: LEFT, y: lower.top - 4, text: t('entropy'), fill: 'series-2' },
    {
      ...text,
      ...right,
      y: lower.top - 4,
      text: t('{{value}} nats', { value: here?.entropy.toFixed(3) ?? `0–${maxEntropy}` }),
    },
    level(lower.top),
    level(lower.bottom),
    ...(step === null
      ? []
      : [upper, lower].map(({ top, bottom }): Mark => {
          const x = steps.centre(step);
          return { kind: 'line', x1: x, x2: x, y1: top, y2: bottom, stroke: 'muted' };
        })),
    ...curve((point) => confidence(point.confidence), 'series-1'),
    ...curve((point) => entropy(Math.min(point.entropy, maxEntropy)), 'series-2'),
    ...events.map((event) => eventMark(event, steps.centre(event.step), lane)),
  ];
  const title = t('Confidence and entropy of position {{position}} over the steps', { position });
  return { width, height, title, description: summary(points, events, t), marks };
}

/** A dot, a square, or a ring. */
function eventMark({ change }: TrajectoryEvent, x: number, y: number): Mark {
  switch (change) {
    case 'commit':
      return { kind: 'circle', cx: x, cy: y, r: 3, fill: 'ink' };
    case 'overwrite':
      return { kind: 'rect', x: x - 3, y: y - 3, width: 6, height: 6, fill: 'ink' };
    case 'remask':
      return { kind: 'path', d: `M${x - 3},${y}a3,3 0 1,0 6,0a3,3 0 1,0 -6,0`, stroke: 'ink', width: 1.5 };
  }
}

/** Points of steps without a gap between them. */
function runs(points: readonly TrajectoryPoint[]): readonly (readonly TrajectoryPoint[])[] {
  const all: TrajectoryPoint[][] = [];
  for (const point of points) {
    if (all.at(-1)?.at(-1)?.step === point.step - 1) all.at(-1)!.push(point);
    else all.push([point]);
  }
  return all;
}

function summary(points: readonly TrajectoryPoint[], events: readonly TrajectoryEvent[], t: Words): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return t('No step has recorded numbers for this position.');
  const count = (change: TrajectoryEvent['change']): number => events.filter((event) => event.change === change).length;
  return t(
    'Confidence {{first}} in step {{from}}, {{last}} in step {{to}}. Commits: {{commits}}, overwrites: {{overwrites}}, remasks: {{remasks}}.',
    {
      first: first.confidence.toFixed(2),
      from: first.step + 1,
      last: last.confidence.toFixed(2),
      to: last.step + 1,
      commits: count('commit'),
      overwrites: count('overwrite'),
      remasks: count('remask'),
    },
  );
}
