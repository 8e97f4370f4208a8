/** What the model thought of one position, step by step. */
import type { DecodeTrace } from '../trace/types.ts';
import { rowOf } from './evidence-row.ts';

export interface TrajectoryPoint {
  /** Index in `trace.steps`. */
  readonly step: number;
  /** Raw probability of the arg-max, in [0, 1], as in the heat map. */
  readonly confidence: number;
  /** Raw, nats. */
  readonly entropy: number;
}

/** Of the first `stepCount` steps those that scored the position, in order; masked or not. */
export function positionTrajectory(
  trace: DecodeTrace,
  position: number,
  stepCount: number = trace.steps.length,
): readonly TrajectoryPoint[] {
  const points: TrajectoryPoint[] = [];
  for (let step = 0; step < Math.min(stepCount, trace.steps.length); step++) {
    const { stats } = trace.steps[step]!;
    const row = rowOf(stats, position);
    if (row < 0) continue;
    points.push({
      step,
      confidence: Math.exp(stats.topLogProbs[row * stats.candidates]!),
      entropy: stats.entropy[row]!,
    });
  }
  return points;
}
