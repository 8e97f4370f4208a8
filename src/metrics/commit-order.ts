/** The order in which the tokens of a canvas were committed: what AR-ness measures. */
import { canvasAt, commitSteps } from '../trace/canvas-at.ts';
import type { DecodeTrace } from '../trace/types.ts';

export interface OrderConvention {
  /** `trimmed` leaves out the run of pad and eos after the first eos of the tail. */
  readonly tail: 'all' | 'trimmed';
  /** Order of tokens committed in one step: the strategy's own, surest first, or left to right. */
  readonly withinStep: 'confidence' | 'position';
}

export interface CommitOrder {
  /** [T] distinct positions, in the order of their commits. */
  readonly order: Int32Array;
  /** Positions that the order is over, 0 … length − 1; all of them were masked at first. */
  readonly length: number;
}

/**
 * Order of the tokens that stand in the canvas after `stepCount` steps. Tokens of one step are in the order the
 * strategy listed them, surest first, or by position.
 */
export function commitOrder(trace: DecodeTrace, convention: OrderConvention, stepCount: number): CommitOrder {
  const { canvasLength } = trace.request;
  const length = convention.tail === 'all' ? canvasLength : textLength(trace, stepCount);
  const lastStep = commitSteps(trace, stepCount);
  const order: number[] = [];
  for (const [index, step] of trace.steps.slice(0, stepCount).entries()) {
    const positions = step.unmask.map((commit) => commit.position);
    if (convention.withinStep === 'position') positions.sort((a, b) => a - b);
    for (const position of positions) {
      if (position < length && lastStep[position] === index) order.push(position);
    }
  }
  return { order: Int32Array.from(order), length };
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
