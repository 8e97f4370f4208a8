/**
 * The entropy sink: in the first step, right after the prompt, a few positions are far surer than all others, so that
 * confidence over position looks like an L.
 *
 * Source: arXiv 2506.20639, §4.2 and fig. 3a. The paper plots the strategy's score (for Dream the negative entropy) and
 * does not say whether after temperature and top-p; here it is the raw softmax, because with top-p 0.95 most sharp
 * positions collapse to the same value. The paper gives no number for the sink; these are ours:
 *
 * - Its level is the mean of the first 8 positions.
 * - The tail of the canvas whose likeliest token ends the text (eos or pad) is left out: there is nothing to be unsure of.
 * - The foot of the L is the plateau. What lies behind the first 8 has a median m and a spread s, the median absolute
 *   deviation from m, at least 0.05: both bear some positions that are no part of a plateau. The plateau
 *   begins at the first position from which the running median (of 5 positions) stays at or below m + s for 8 positions,
 *   and lasts as long as it does. A running median, as single sure tokens (a `:` or a line break) lie on every plateau;
 *   one-sided, as what is less sure than the plateau is no sink.
 * - The length of the sink is the number of positions before the plateau: how far the prompt reaches.
 */
import type { StepRecord } from '../decode/types.ts';
import type { TraceModel } from '../trace/types.ts';

/** All of a trace that its sink follows from. */
interface FirstPass {
  readonly model: Pick<TraceModel, 'tokens'>;
  readonly steps: readonly Pick<StepRecord, 'stats'>[];
}

interface Plateau {
  /** Canvas position it begins at, and the one behind its last. */
  readonly start: number;
  readonly end: number;
  /** Median confidence there. */
  readonly median: number;
  /** Median absolute deviation from it. */
  readonly spread: number;
}

export interface EntropySink {
  /** [M] canvas positions that the first step scored, ascending: all L, or the first block. */
  readonly positions: Int32Array;
  /** [M] raw probability of the arg-max, in [0, 1]. */
  readonly confidence: Float64Array;
  /** [M] raw entropy, nats. */
  readonly entropy: Float64Array;
  /** Mean confidence of the first 8 of them; `null` without a step. */
  readonly headMean: number | null;
  /** `null` if confidence never settles for 8 positions. */
  readonly plateau: Plateau | null;
  /** Positions before the plateau, 0 = no sink; `null` without one. */
  readonly length: number | null;
  /** `headMean` − median of the plateau, in [−1, 1]; `null` without one. */
  readonly index: number | null;
}

/** Positions right after the prompt that count as the head. */
export const HEAD_LENGTH = 8;
const PLATEAU_LENGTH = 8;
/** Positions of the running median, odd; fewer at the ends. */
const WINDOW = 5;
const LEAST_SPREAD = 0.05;

/** From the first recorded step; empty arrays and `null`s if there is none. */
export function entropySink(trace: FirstPass): EntropySink {
  const stats = trace.steps[0]?.stats;
  const positions = stats?.positions ?? new Int32Array(0);
  const confidence = Float64Array.from(positions, (_, row) => Math.exp(stats!.topLogProbs[row * stats!.candidates]!));
  const headMean = mean(confidence.subarray(0, HEAD_LENGTH));
  const rows = plateauRows(confidence.subarray(0, textRows(trace)));
  const foot = rows && confidence.subarray(rows.start, rows.end);
  const plateau =
    rows && foot
      ? {
          start: positions[rows.start]!,
          end: positions[rows.end - 1]! + 1,
          median: median(foot),
          spread: deviation(foot, median(foot)),
        }
      : null;
  return {
    positions,
    confidence,
    entropy: Float64Array.from(stats?.entropy ?? []),
    headMean,
    plateau,
    length: rows?.start ?? null,
    index: headMean === null || plateau === null ? null : headMean - plateau.median,
  };
}

/** Rows before the tail whose likeliest token is eos or pad. */
function textRows({ steps, model }: FirstPass): number {
  const stats = steps[0]?.stats;
  let rows = stats?.positions.length ?? 0;
  const ends = (id: number): boolean => id === model.tokens.pad || model.tokens.eos.includes(id);
  while (stats !== undefined && rows > 0 && ends(stats.topIds[(rows - 1) * stats.candidates]!)) rows--;
  return rows;
}

/** Rows [start, end) of the plateau. */
function plateauRows(confidence: Float64Array): { readonly start: number; readonly end: number } | null {
  const rest = confidence.subarray(HEAD_LENGTH);
  if (rest.length === 0) return null;
  const level = median(rest);
  const top = level + Math.max(LEAST_SPREAD, deviation(rest, level));
  const reach = (WINDOW - 1) / 2;
  const isLow = (_: number, row: number): boolean =>
    median(confidence.subarray(Math.max(0, row - reach), row + reach + 1)) <= top;
  const low = Array.from(confidence, isLow);
  for (let start = 0, end = 0; start < low.length; start = end + 1) {
    end = start;
    while (low[end] === true) end++;
    if (end - start >= PLATEAU_LENGTH) return { start, end };
  }
  return null;
}

const mean = (values: Float64Array): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of at least one value. */
function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const deviation = (values: Float64Array, from: number): number => median(values.map((value) => Math.abs(value - from)));
