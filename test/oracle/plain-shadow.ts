/** The shadow of a block, spelled out token by token for `plainForward`; shares no code with the engine. */
import type { PlainSight } from './plain-forward.ts';

interface PlainToken {
  readonly id: number;
  readonly position: number;
  /** Index of the main token that a slot looks at without seeing it; `null` for main tokens. */
  readonly verifies: number | null;
}

/**
 * Prompt and canvas, then the slots of canvas positions [start, end).
 * @returns ids and sight for `plainForward`, and the index of the state that scores each slot's token.
 */
export function plainShadow(
  prompt: readonly number[],
  canvas: readonly number[],
  [start, end]: readonly [number, number],
  { mask, logitShift }: { readonly mask: number; readonly logitShift: 0 | 1 },
): { readonly ids: number[]; readonly rows: number[]; readonly sight: PlainSight } {
  const main = [...prompt, ...canvas].map((id, position): PlainToken => ({ id, position, verifies: null }));
  const slots: PlainToken[] = [];
  for (let verifies = prompt.length + start; verifies < prompt.length + end; verifies++) {
    // With a shift the state before the token scores it; without, the state of the token, masked.
    if (logitShift === 1) slots.push({ id: main[verifies - 1]!.id, position: verifies - 1, verifies });
    else slots.push({ id: mask, position: verifies, verifies });
  }
  const all = [...main, ...slots];
  const sees = (query: number, key: number): boolean => {
    const [asking, asked] = [all[query]!, all[key]!];
    if (asking.verifies === null) return asked.verifies === null;
    if (asked.verifies !== null) return logitShift === 0 || query === key;
    return key !== asking.verifies && key !== asking.verifies - logitShift;
  };
  return {
    ids: all.map(({ id }) => id),
    rows: slots.map((_, slot) => main.length + slot),
    sight: { positions: all.map(({ position }) => position), sees },
  };
}
