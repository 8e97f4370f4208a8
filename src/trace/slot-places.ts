/** Where a slot of a canvas that grew inside stood before, and came to stand. */
import type { CanvasHistory } from './canvas-at.ts';

/**
 * @param position in the canvas after `from` steps.
 * @returns its place in the canvas after `to` steps; `null` if it had not been put in, or was pushed behind the end.
 */
type SlotPlace = (position: number, from: number, to: number) => number | null;

const STILL: SlotPlace = (position) => position;

/** Of one trace; where none of its steps inserts, every slot stays where it is. */
export function slotPlaces({ request, steps }: CanvasHistory): SlotPlace {
  const insertions = steps.flatMap(({ inserted }, step) => (inserted === undefined ? [] : [{ step, ...inserted }]));
  if (insertions.length === 0) return STILL;
  const backwards = insertions.toReversed();
  return (position, from, to) => {
    let place = position;
    for (const { step, at, count } of backwards) {
      if (step >= from || step < to || place <= at) continue;
      if (place <= at + count) return null;
      place -= count;
    }
    for (const { step, at, count } of insertions) {
      if (step < from || step >= to || place <= at) continue;
      place += count;
      if (place >= request.canvasLength) return null;
    }
    return place;
  };
}
