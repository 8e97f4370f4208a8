/** The step × position matrix of a run as numbers and as colours. */
import { applyStep } from '../decode/apply.ts';
import { rowOf } from '../metrics/evidence-row.ts';
import { ownScores, ranksOf, scoreRank } from '../metrics/score-rank.ts';
import { canvasAt } from '../trace/canvas-at.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { confidenceColour, entropyColour, type HexColour } from './colour.ts';

/** The part of a trace the heat map reads; a run still under way has it too. */
export type RecordedSteps = Pick<DecodeTrace, 'request' | 'steps'>;

/**
 * `confidence`: raw probability of the arg-max. `entropy`: raw, nats. `rank`: place among the positions masked at the
 * step by the strategy's own score, 1 = highest, equals sharing a place; see `score-rank.ts`.
 */
export type HeatMapMode = 'confidence' | 'entropy' | 'rank';

export interface HeatMapCells {
  readonly mode: HeatMapMode;
  /** Rows. */
  readonly steps: number;
  /** L, columns. */
  readonly length: number;
  /** [steps·L] row-major; NaN where nothing was recorded (outside the block), and as a rank where not masked. */
  readonly values: Float32Array;
  /** [steps·L] 1 where the position held a token when it was scored: strategies that attend to all positions. */
  readonly held: Uint8Array;
  /** Value at the far end of the colours: 1, `entropyScale`, or L. */
  readonly max: number;
}

/** @param from, to rows wanted, `to` exclusive; default every recorded step. */
export function heatMapCells(trace: RecordedSteps, mode: HeatMapMode, to = trace.steps.length, from = 0): HeatMapCells {
  const { canvasLength: length, maskId } = trace.request;
  const last = Math.min(to, trace.steps.length);
  const steps = Math.max(0, last - from);
  const values = new Float32Array(steps * length).fill(Number.NaN);
  const held = new Uint8Array(steps * length);
  const tokens = canvasAt(trace, from);
  for (let step = 0; step < steps; step++) {
    const record = trace.steps[from + step]!;
    const { stats } = record;
    const { positions } = stats;
    const rows = Array.from(positions.keys());
    const start = step * length;
    if (mode === 'rank') {
      const masked = rows.filter((row) => tokens[positions[row]!] === maskId);
      const ranks = ranksOf(ownScores(stats, trace.request), masked);
      masked.forEach((row, index) => {
        values[start + positions[row]!] = ranks[index]!;
      });
    } else {
      for (const row of rows) {
        const position = positions[row]!;
        held[start + position] = tokens[position] === maskId ? 0 : 1;
        values[start + position] =
          mode === 'entropy' ? stats.entropy[row]! : Math.exp(stats.topLogProbs[row * stats.candidates]!);
      }
    }
    applyStep(tokens, record, maskId);
  }
  const max = { confidence: 1, entropy: mode === 'entropy' ? entropyScale(trace) : 0, rank: length }[mode];
  return { mode, steps, length, values, held, max };
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

/** One cell; `null` where it is blank. */
export function heatMapValue(trace: RecordedSteps, mode: HeatMapMode, step: number, position: number): number | null {
  const record = trace.steps[step];
  if (record === undefined) return null;
  if (mode === 'rank') return scoreRank(record, trace.request, canvasAt(trace, step), position)?.rank ?? null;
  const { stats } = record;
  const row = rowOf(stats, position);
  if (row < 0) return null;
  return mode === 'entropy' ? stats.entropy[row]! : Math.exp(stats.topLogProbs[row * stats.candidates]!);
}

/** Colour of one value of the matrix; NaN has none. */
export function heatMapColour(value: number, { mode, max }: Pick<HeatMapCells, 'mode' | 'max'>): HexColour {
  if (mode === 'confidence') return confidenceColour(value);
  if (mode === 'entropy') return entropyColour(value, max);
  return confidenceColour(1 - (value - 1) / Math.max(1, max - 1));
}

/** Opacity of cells that hold a token: they are there, and do not look masked. */
export const HELD_OPACITY = 0.22;

/** [steps·L·4] RGBA bytes, one pixel per cell, transparent where NaN: for an `ImageData` to be scaled up. */
export function heatMapPixels(cells: HeatMapCells): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(cells.values.length * 4);
  cells.values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const colour = Number.parseInt(heatMapColour(value, cells).slice(1), 16);
    const alpha = cells.held[index] === 1 ? Math.round(255 * HELD_OPACITY) : 255;
    pixels.set([colour >> 16, (colour >> 8) & 255, colour & 255, alpha], index * 4);
  });
  return pixels;
}
