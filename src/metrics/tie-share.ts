/**
 * How much of an order the tie rule made. With top-p 0.95 at low temperature most masked slots keep one token and score
 * exactly the same; there the order is that of the tie rule and not of the model, so AR-ness is never shown without it.
 */
import type { StepRecord } from '../decode/types.ts';

export interface TieShare {
  /** Steps whose choice was an exact tie at its boundary. */
  readonly tieSteps: number;
  /** `tieSteps` over the steps with recorded statistics, in [0, 1]; `null` if there is none, as in imported histories. */
  readonly tieShare: number | null;
}

export function tieShare(steps: readonly Pick<StepRecord, 'boundary' | 'stats'>[]): TieShare {
  const tieSteps = steps.filter(({ boundary }) => boundary.ties > 0).length;
  const recorded = steps.filter(({ stats }) => stats.positions.length > 0).length;
  return { tieSteps, tieShare: recorded === 0 ? null : tieSteps / recorded };
}
