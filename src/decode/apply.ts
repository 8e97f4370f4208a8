import type { StepPlan } from './types.ts';

/**
 * Carries out a plan on `tokens` ([L], changed in place): commits first, then remasks. The one place where a plan
 * changes a canvas. Committing `maskId` leaves the slot masked.
 */
export function applyStep(tokens: Int32Array, plan: Pick<StepPlan, 'unmask' | 'remask'>, maskId: number): void {
  for (const { position, tokenId } of plan.unmask) tokens[position] = tokenId;
  for (const position of plan.remask) tokens[position] = maskId;
}
