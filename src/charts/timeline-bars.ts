/** Tokens committed (up) and remasked (down) per step, as geometry for the timeline. */
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { StepSummary } from '../metrics/step-series.ts';
import { type ChartSize, cellScale } from './axis.ts';

interface TimelineBar {
  /** Index of the step, 0-based. */
  readonly step: number;
  readonly x: number;
  readonly width: number;
  readonly committed: number;
  /** Top edge of the upper bar; it ends at the baseline. */
  readonly committedY: number;
  readonly remasked: number;
  /** Bottom edge of the lower bar; it starts at the baseline. */
  readonly remaskedY: number;
}

export interface TimelineBars {
  readonly bars: readonly TimelineBar[];
  /** y of zero; the lower edge while nothing was remasked. */
  readonly baseline: number;
  /** Pixel after so many steps: where a cursor of the playback stands. */
  cursorX(steps: number): number;
  /** Nearest cursor to a pixel, clamped to 0 … `stepCount`. */
  cursorAt(x: number): number;
}

/**
 * @param stepCount steps on the axis: the planned number, so that a live run does not move its bars.
 * @param size pixels; the bars fill it.
 */
export function timelineBars(series: readonly StepSummary[], stepCount: number, size: ChartSize): TimelineBars {
  const steps = cellScale(stepCount, 0, size.width);
  const mostCommitted = max(series, (step) => step.committed) ?? 0;
  const mostRemasked = max(series, (step) => step.remasked) ?? 0;
  const y = scaleLinear([Math.max(1, mostCommitted), -mostRemasked], [0, size.height]);
  /** A hairline between bars while there is room for one. */
  const gap = steps.cell >= 3 ? 1 : 0;
  return {
    bars: series.map(({ committed, remasked }, step) => ({
      step,
      x: steps.start(step),
      width: steps.cell - gap,
      committed,
      committedY: y(committed),
      remasked,
      remaskedY: y(-remasked),
    })),
    baseline: y(0),
    cursorX: (count) => steps.start(count),
    cursorAt: (x) => Math.min(stepCount, Math.max(0, Math.round(x / steps.cell))),
  };
}
