/** What the model thought of one position, step by step. */
import { slotPlaces } from '../trace/slot-places.ts';
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

/**
 * Of all steps those that scored the position, in order; masked or not.
 * @param stepCount after which the canvas has the slot at `position`; matters where it grows inside.
 */
export function positionTrajectory(
  trace: DecodeTrace,
  position: number,
  stepCount: number = trace.steps.length,
): readonly TrajectoryPoint[] {
  const points: TrajectoryPoint[] = [];
  const placeAt = slotPlaces(trace);
  for (const [step, { stats }] of trace.steps.entries()) {
    const place = placeAt(position, stepCount, step);
    const row = place === null ? -1 : rowOf(stats, place);
    if (row < 0) continue;
    points.push({
      step,
      confidence: Math.exp(stats.topLogProbs[row * stats.candidates]!),
      entropy: stats.entropy[row]!,
    });
  }
  return points;
}
