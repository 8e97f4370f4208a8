/** The step × position matrix of a run as numbers and as colours. */
import type { DecodeTrace } from '../trace/types.ts';
import { confidenceColour, entropyColour, type HexColour } from './colour.ts';

/** The part of a trace the heat map reads; a run still under way has it too. */
export type RecordedSteps = Pick<DecodeTrace, 'request' | 'steps'>;

/**
 * `confidence`: raw probability of the arg-max. `entropy`: raw, nats. `rank`: place among the positions masked at the
 * step by that probability, 1 = surest, ties to the lowest position.
 */
export type HeatMapMode = 'confidence' | 'entropy' | 'rank';

export interface HeatMapCells {
  readonly mode: HeatMapMode;
  /** Rows. */
  readonly steps: number;
  /** L, columns. */
  readonly length: number;
  /** [steps·L] row-major; NaN where the position was not masked or not recorded (outside the block). */
  readonly values: Float32Array;
  /** Value at the far end of the colours: 1, `entropyScale`, or L. */
  readonly max: number;
}

/** @param stepCount rows wanted; default every recorded step. */
export function heatMapCells(trace: RecordedSteps, mode: HeatMapMode, stepCount = trace.steps.length): HeatMapCells {
  const length = trace.request.canvasLength;
  const steps = Math.min(stepCount, trace.steps.length);
  const values = new Float32Array(steps * length).fill(Number.NaN);
  for (let step = 0; step < steps; step++) {
    const { positions, candidates, topLogProbs, entropy } = trace.steps[step]!.stats;
    const confidence = Float32Array.from(positions, (_, row) => Math.exp(topLogProbs[row * candidates]!));
    const row = { confidence, entropy, rank: null }[mode] ?? ranks(confidence);
    positions.forEach((position, index) => {
      values[step * length + position] = row[index]!;
    });
  }
  const max = { confidence: 1, entropy: mode === 'entropy' ? entropyScale(trace) : 0, rank: length }[mode];
  return { mode, steps, length, values, max };
}

/** [M] 1 for the largest; equal values in order of position. */
function ranks(values: Float32Array): Float32Array {
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
  const rank = new Float32Array(values.length);
  order.forEach((row, place) => {
    rank[row] = place + 1;
  });
  return rank;
}

/**
 * End of the entropy scale in nats: the largest entropy of the whole trace, rounded up to a whole number ≥ 1. The
 * rounding keeps the colours of a live run from shifting with every step.
 */
export function entropyScale(trace: RecordedSteps): number {
  let largest = 1;
  for (const { stats } of trace.steps) {
    for (const nats of stats.entropy) if (nats > largest) largest = nats;
  }
  return Math.ceil(largest);
}

/** Colour of one value of the matrix; NaN has none. */
export function heatMapColour(value: number, { mode, max }: Pick<HeatMapCells, 'mode' | 'max'>): HexColour {
  if (mode === 'confidence') return confidenceColour(value);
  if (mode === 'entropy') return entropyColour(value, max);
  return confidenceColour(1 - (value - 1) / Math.max(1, max - 1));
}

/** [steps·L·4] RGBA bytes, one pixel per cell, transparent where NaN: for an `ImageData` to be scaled up. */
export function heatMapPixels(cells: HeatMapCells): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(cells.values.length * 4);
  cells.values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const colour = Number.parseInt(heatMapColour(value, cells).slice(1), 16);
    pixels.set([colour >> 16, (colour >> 8) & 255, colour & 255, 255], index * 4);
  });
  return pixels;
}
