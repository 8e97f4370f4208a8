/** Tokens committed (up) and remasked (down) per step, where blocks begin, and what befell one position. */
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { StepRecord } from '../decode/types.ts';
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
  /** Of those committed, written over other tokens: the top of the upper bar, down to `overwrittenY`. */
  readonly overwritten: number;
  readonly overwrittenY: number;
  readonly remasked: number;
  /** Bottom edge of the lower bar; it starts at the baseline. */
  readonly remaskedY: number;
}

export interface TimelineBars {
  readonly bars: readonly TimelineBar[];
  /** y of zero; the lower edge while nothing was remasked. */
  readonly baseline: number;
  /** Middle of a step's bar. */
  centreX(step: number): number;
  /** The step at a pixel; `null` behind the recorded ones. */
  stepAt(x: number): number | null;
  /** Pixel after so many steps: where a cursor of the playback stands. */
  cursorX(steps: number): number;
  /** Nearest cursor to a pixel, clamped to 0 … `stepCount`. */
  cursorAt(x: number): number;
}

/** Indices of the steps that begin another block than the step before. */
export function blockStarts(steps: readonly Pick<StepRecord, 'block'>[]): number[] {
  return [...steps.keys()].filter((step) => step > 0 && steps[step]!.block !== steps[step - 1]!.block);
}

/**
 * @param stepCount steps on the axis: the planned number, so that a live run does not move its bars.
 * @param size pixels; the bars fill it. `least`: pixels that a bar of one token has at least, so that it is seen in a low
 * timeline; default 0.
 */
export function timelineBars(
  series: readonly StepSummary[],
  stepCount: number,
  size: ChartSize & { readonly least?: number },
): TimelineBars {
  const steps = cellScale(stepCount, 0, size.width);
  const mostCommitted = max(series, (step) => step.committed) ?? 0;
  const mostRemasked = max(series, (step) => step.remasked) ?? 0;
  const linear = scaleLinear([Math.max(1, mostCommitted), -mostRemasked], [0, size.height]);
  const { least = 0 } = size;
  /** Counts above zero go up, below it down. */
  const y = (count: number): number => {
    const zero = linear(0);
    if (count === 0) return zero;
    return count > 0 ? Math.min(linear(count), zero - least) : Math.max(linear(count), zero + least);
  };
  /** A hairline between bars while there is room for one. */
  const gap = steps.cell >= 3 ? 1 : 0;
  return {
    bars: series.map(({ committed, overwritten, remasked }, step) => ({
      step,
      x: steps.start(step),
      width: steps.cell - gap,
      committed,
      committedY: y(committed),
      overwritten,
      overwrittenY: y(committed - overwritten),
      remasked,
      remaskedY: y(-remasked),
    })),
    baseline: y(0),
    centreX: (step) => steps.centre(step),
    stepAt: (x) => {
      const step = steps.indexAt(x);
      return step !== null && step < series.length ? step : null;
    },
    cursorX: (count) => steps.start(count),
    cursorAt: (x) => Math.min(stepCount, Math.max(0, Math.round(x / steps.cell))),
  };
}
