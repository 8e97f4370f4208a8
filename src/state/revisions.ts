/** What samplers that revise do to the canvas: remasks and overwrites beside commits. */
import type { Commit } from '../decode/types.ts';
import { type TokenLife, tokenLifetimes } from '../metrics/token-lifetimes.ts';
import { canvasAt } from '../trace/canvas-at.ts';
import { movedOn, settledSteps } from '../trace/settled-steps.ts';
import { slotPlaces } from '../trace/slot-places.ts';
import type { DecodeTrace } from '../trace/types.ts';

/** What a step does to one position. Writing the token that stands there is no change. */
export type Change = 'commit' | 'overwrite' | 'remask';

export interface PositionEvent {
  /** Index in `trace.steps`. */
  readonly step: number;
  readonly change: Change;
  /** Committed or overwriting token; of a remask the token that was masked. */
  readonly tokenId: number;
}

/** All that happened to one position in the first `stepCount` steps, in order. */
export function positionHistory(trace: DecodeTrace, position: number, stepCount: number): readonly PositionEvent[] {
  return historyOf(tokenLifetimes(trace, stepCount).filter((life) => life.position === position));
}

/** Its whole history, also behind the cursor. @param cursor steps after which the canvas has the slot at `position`. */
export function wholeHistory(trace: DecodeTrace, position: number, cursor: number): readonly PositionEvent[] {
  const end = trace.steps.length;
  const place = slotPlaces(trace)(position, cursor, end);
  return place === null ? [] : positionHistory(trace, place, end);
}

/**
 * What a step wrote and masked, in its order, where it stands in the canvas after `cursor` steps. What a growing canvas
 * only moved on is left out.
 */
export function changesOf(
  trace: DecodeTrace,
  step: number,
  cursor: number,
): { readonly written: readonly Commit[]; readonly remasked: readonly number[] } {
  const { unmask, remask } = settledSteps(trace, step + 1)[step]!;
  const placeAt = slotPlaces(trace);
  const placed = (position: number): readonly number[] => {
    const place = placeAt(position, step + 1, cursor);
    return place === null ? [] : [place];
  };
  return {
    written: unmask.flatMap(({ position, tokenId }) => placed(position).map((place) => ({ position: place, tokenId }))),
    remasked: remask.flatMap(placed),
  };
}

/** [L] the same for every position. */
export function histories(trace: DecodeTrace, stepCount: number): readonly (readonly PositionEvent[])[] {
  const lives = Array.from({ length: trace.request.canvasLength }, (): TokenLife[] => []);
  for (const life of tokenLifetimes(trace, stepCount)) lives[life.position]!.push(life);
  return lives.map(historyOf);
}

function historyOf(lives: readonly TokenLife[]): PositionEvent[] {
  return lives.flatMap(({ tokenId, from, to, end }, index) => {
    const change = lives[index - 1]?.end === 'overwrite' ? 'overwrite' : 'commit';
    const begun: PositionEvent = { step: from, change, tokenId };
    return end === 'remask' ? [begun, { step: to!, change: end, tokenId }] : [begun];
  });
}

/** One step in numbers, from the canvas: statistics may cover all positions, or none. */
export interface StepChanges {
  /** Slots masked before the step. */
  readonly masked: number;
  readonly committed: number;
  readonly overwritten: number;
  readonly remasked: number;
}

/** Cost: the commits up to the step, once. @param step index in `trace.steps`. */
export function stepChanges(trace: DecodeTrace, step: number): StepChanges {
  const { maskId, canvasLength } = trace.request;
  const { unmask, remask, length = canvasLength, inserted } = trace.steps[step]!;
  const before = canvasAt(trace, step);
  const masked = before.subarray(0, length).filter((tokenId) => tokenId === maskId).length;
  const tokens = inserted === undefined ? before : movedOn(before, inserted, maskId);
  const counts = { commit: 0, overwrite: 0, remask: 0 };
  const write = (position: number, tokenId: number): void => {
    const held = tokens[position]!;
    if (held === tokenId) return;
    counts[held === maskId ? 'commit' : tokenId === maskId ? 'remask' : 'overwrite'] += 1;
    tokens[position] = tokenId;
  };
  for (const { position, tokenId } of unmask) write(position, tokenId);
  for (const position of remask) write(position, maskId);
  return { masked, committed: counts.commit, overwritten: counts.overwrite, remasked: counts.remask };
}

/** Most revisions of one position in the whole trace, at least 1: the end of the colour scale. */
export function mostRevisions(trace: DecodeTrace): number {
  return histories(trace, trace.steps.length).reduce((most, history) => Math.max(most, revisionCount(history)), 1);
}

/** Remasks and overwrites. */
export function revisionCount(history: readonly PositionEvent[]): number {
  return history.filter(({ change }) => change !== 'commit').length;
}

/** Steps on the axis of a trace: those it took if it came to its end, else at least those that were planned. */
export function stepExtent({ finish, steps, request }: DecodeTrace): number {
  return finish === 'complete' ? steps.length : Math.max(request.steps, steps.length);
}
