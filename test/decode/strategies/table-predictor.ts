import { positionStatistics } from '../../../src/decode/position-statistics.ts';
import type { MaskPredictor } from '../../../src/decode/types.ts';

const V = 24;
export const MASK = 23;

/** The likeliest token of a position and its probability; the rest is spread evenly over all others but the mask. */
export type Pick = readonly [tokenId: number, probability: number];

/** Answers pass i with `passes[i]`, one pick per position of the canvas; asked for another, it throws. */
export function tablePredictor(passes: readonly (readonly Pick[])[]): MaskPredictor {
  let pass = 0;
  return async (canvas, request) => {
    const picks = passes[pass++];
    if (picks?.length !== canvas.tokens.length) throw new Error(`pass ${pass}: no picks for ${canvas.tokens.length}`);
    const rows = Array.from(request.positions, (position) => {
      const [tokenId, probability] = picks[position]!;
      const row = new Array<number>(V).fill(Math.log((1 - probability) / (V - 2)));
      row[MASK] = Number.NEGATIVE_INFINITY;
      row[tokenId] = Math.log(probability);
      return row;
    });
    return positionStatistics(Float64Array.from(rows.flat()), V, canvas.maskId, request);
  };
}
