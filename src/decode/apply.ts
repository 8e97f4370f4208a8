import type { StepPlan } from './types.ts';

/**
 * Carries out a plan on `tokens` ([L], changed in place): commits and overwrites first, then remasks. The one place
 * where a plan changes a canvas. Committing `maskId` leaves the slot masked.
 * @returns whether any slot changed.
 */
export function applyStep(tokens: Int32Array, plan: Pick<StepPlan, 'unmask' | 'remask'>, maskId: number): boolean {
  let changed = false;
  const write = (position: number, tokenId: number): void => {
    changed ||= tokens[position] !== tokenId;
    tokens[position] = tokenId;
  };
  for (const { position, tokenId } of plan.unmask) write(position, tokenId);
  for (const position of plan.remask) write(position, maskId);
  return changed;
}
