/** The order in which the tokens of a canvas were committed: what AR-ness and the order measures look at. */
import { canvasAt } from '../trace/canvas-at.ts';
import { settledSteps } from '../trace/settled-steps.ts';
import type { DecodeTrace } from '../trace/types.ts';

export interface OrderConvention {
  /** `trimmed` leaves out the run of pad and eos after the first eos of the tail. */
  readonly tail: 'all' | 'trimmed';
  /**
   * Order of tokens committed in one step: the strategy's own, surest first; left to right; or none, so that measures
   * are means over every order the step allows. `confidence` and `expectation` list the tokens as the strategy did.
   */
  readonly withinStep: 'confidence' | 'position' | 'expectation';
  /**
   * Which commits of a position count if it has several (remasked or overwritten in between): the first; the last, and
   * none if it is masked in the end; or each of them.
   */
  readonly commits: 'first' | 'last' | 'every';
}

/** What one step adds to the order. */
export interface CommitGroup {
  /** Distinct positions committed, never empty, in the order of the convention. */
  readonly positions: readonly number[];
  /** Positions that are masked again before the next group; only where every commit counts. */
  readonly reopened: readonly number[];
}

export interface CommitOrder {
  readonly groups: readonly CommitGroup[];
  /** Positions that the order is over, 0 … length − 1; all of them were masked at first. */
  readonly length: number;
}

/**
 * Order of the commits of the first `stepCount` steps, one group per step with commits that count. A commit of the mask
 * id is none; on a position that holds a token it acts as a remask. Positions are those of the canvas after these steps,
 * if it grew inside.
 */
export function commitOrder(trace: DecodeTrace, convention: OrderConvention, stepCount: number): CommitOrder {
  const { canvasLength, maskId } = trace.request;
  const length = convention.tail === 'all' ? canvasLength : textLength(trace, stepCount);
  const events = settledSteps(trace, stepCount).map(({ unmask, remask }) => ({
    committed: unmask.filter(({ tokenId }) => tokenId !== maskId).map(({ position }) => position),
    masked: [...unmask.filter(({ tokenId }) => tokenId === maskId).map(({ position }) => position), ...remask],
  }));
  const counted = countedStep(events, convention.commits, canvasLength);
  const groups: { positions: readonly number[]; reopened: number[] }[] = [];
  for (const [index, { committed, masked }] of events.entries()) {
    const positions = committed.filter(
      (position) => position < length && (counted === null || counted[position] === index),
    );
    if (convention.withinStep === 'position') positions.sort((a, b) => a - b);
    if (positions.length > 0) groups.push({ positions, reopened: [] });
    if (counted === null) groups.at(-1)?.reopened.push(...masked);
  }
  return { groups, length };
}

interface StepEvents {
  readonly committed: readonly number[];
  readonly masked: readonly number[];
}

/** [L] step whose commit counts at each position, −1 for none; `null` if every commit does. */
function countedStep(
  events: readonly StepEvents[],
  commits: OrderConvention['commits'],
  canvasLength: number,
): Int32Array | null {
  if (commits === 'every') return null;
  const counted = new Int32Array(canvasLength).fill(-1);
  for (const [index, { committed, masked }] of events.entries()) {
    for (const position of committed) {
      if (commits === 'last' || counted[position] === -1) counted[position] = index;
    }
    if (commits === 'last') for (const position of masked) counted[position] = -1;
  }
  return counted;
}

/**
 * Positions up to and including the eos that ends the text; L if nothing does. The tail is the longest run of pad and
 * eos at the end of the canvas, masks overlooked (for an unfinished canvas it is what the committed tokens say so far);
 * the text ends with its first eos, or before its first pad if it holds no eos.
 */
function textLength(trace: DecodeTrace, stepCount: number): number {
  const { mask, pad, eos } = trace.model.tokens;
  const canvas = canvasAt(trace, stepCount);
  let firstPad = canvas.length;
  let firstEos = -1;
  for (let position = canvas.length - 1; position >= 0; position--) {
    const token = canvas[position]!;
    if (eos.includes(token)) firstEos = position;
    else if (token === pad) firstPad = position;
    else if (token !== mask) break;
  }
  return firstEos >= 0 ? firstEos + 1 : firstPad;
}
