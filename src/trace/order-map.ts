/** A decode as a small picture: where its tokens stand in the text, and when each was committed. */
import { commitSteps } from './canvas-at.ts';
import type { DecodeTrace } from './types.ts';

export interface OrderMap {
  /** Steps of the decode. */
  readonly steps: number;
  /** Lines of the text; of each part of a token its columns and the index of its step, −1 while masked. */
  readonly lines: readonly (readonly OrderCell[])[];
  /** The steps of the eos and pads behind the text. */
  readonly tail: readonly number[];
}

type OrderCell = readonly [columns: number, step: number];

/** Lines and columns that are worth a picture; what lies beyond is left out. */
const MOST_LINES = 40;
const MOST_COLUMNS = 80;
const MOST_TAIL = 256;
/** A masked slot without a text. */
const UNKNOWN_COLUMNS = 3;

/** The text ends where the run of eos and pad begins that ends the canvas. */
export function orderMap(trace: DecodeTrace): OrderMap {
  const { final, pieces, steps, request } = trace;
  const { pad, eos } = trace.model.tokens;
  const committed = commitSteps(trace);
  const end = final.findLastIndex((tokenId) => tokenId !== pad && !eos.includes(tokenId)) + 1;
  const lines: OrderCell[][] = [[]];
  let columns = 0;
  for (let position = 0; position < end && lines.length <= MOST_LINES; position++) {
    const text = final[position] === request.maskId ? ' '.repeat(UNKNOWN_COLUMNS) : pieces.get(final[position]!);
    for (const [part, line] of (text ?? '').split('\n').entries()) {
      if (part > 0) {
        lines.push([]);
        columns = 0;
      }
      const width = Math.min(line.length, MOST_COLUMNS - columns);
      columns += width;
      if (width > 0) lines.at(-1)!.push([width, committed[position]!]);
    }
  }
  return { steps: steps.length, lines: lines.slice(0, MOST_LINES), tail: [...committed.slice(end, end + MOST_TAIL)] };
}
