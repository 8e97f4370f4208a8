/**
 * The commits of a canvas that grew, as if it had been laid out from the start as it was in the end. Where a step puts
 * slots in, all behind them moves on, and its record writes what moved anew (see `StepPlan.inserted`). Measures of
 * order and revision look at the steps this makes: there a moved token was committed once, where it came to stand.
 */
import { applyStep } from '../decode/apply.ts';
import type { Commit, Insertion } from '../decode/types.ts';
import type { CanvasHistory } from './canvas-at.ts';

type SettledStep = Omit<CanvasHistory['steps'][number], 'inserted'>;

/** [L] tokens with the slots of an insertion as masks; what is pushed behind the end is lost. */
export function movedOn(tokens: Int32Array, { at, count }: Insertion, maskId: number): Int32Array {
  const moved = tokens.slice();
  moved.fill(maskId, at + 1);
  moved.set(tokens.subarray(at + 1, Math.max(at + 1, tokens.length - count)), Math.min(at + 1 + count, tokens.length));
  return moved;
}

/** The first `stepCount` steps; positions are those of the canvas after them. */
export function settledSteps({ request, steps }: CanvasHistory, stepCount: number): readonly SettledStep[] {
  const { canvasLength, maskId } = request;
  const wanted = steps.slice(0, stepCount);
  if (wanted.every(({ inserted }) => inserted === undefined)) return wanted;
  const tokens = new Int32Array(canvasLength).fill(maskId);
  let settled: { readonly unmask: readonly Commit[]; readonly remask: readonly number[] }[] = [];
  for (const { unmask, remask, inserted } of wanted) {
    if (inserted !== undefined) {
      tokens.set(movedOn(tokens, inserted, maskId));
      const place = (position: number): number => (position > inserted.at ? position + inserted.count : position);
      settled = settled.map((step) => ({
        unmask: step.unmask
          .map(({ position, tokenId }) => ({ position: place(position), tokenId }))
          .filter(({ position }) => position < canvasLength),
        remask: step.remask.map(place).filter((position) => position < canvasLength),
      }));
    }
    // What moved is written as it stands by now.
    const isNew = ({ position, tokenId }: Commit): boolean => inserted === undefined || tokens[position] !== tokenId;
    const isHeld = (position: number): boolean => inserted === undefined || tokens[position] !== maskId;
    settled.push({ unmask: unmask.filter(isNew), remask: remask.filter(isHeld) });
    applyStep(tokens, { unmask, remask }, maskId);
  }
  return settled;
}
