/** How often a revising sampler changes its mind. */
import type { CanvasHistory } from '../trace/canvas-at.ts';
import { tokenLifetimes } from './token-lifetimes.ts';

export interface FlipCounts {
  /** [L] times each position got another token than it held last, whether overwritten or masked in between. */
  readonly flips: Int32Array;
  /** Sum of `flips`. */
  readonly total: number;
  /** Tokens masked again, of which some came back the same. */
  readonly remasks: number;
  /** Tokens overwritten by another. */
  readonly overwrites: number;
}

/** Of the first `stepCount` steps; all 0 for a sampler that keeps what it committed. */
export function flipCounts(trace: CanvasHistory, stepCount: number = trace.steps.length): FlipCounts {
  const lives = tokenLifetimes(trace, stepCount);
  const flips = new Int32Array(trace.request.canvasLength);
  const last = new Map<number, number>();
  for (const { position, tokenId } of lives) {
    const before = last.get(position);
    if (before !== undefined && before !== tokenId) flips[position]! += 1;
    last.set(position, tokenId);
  }
  return {
    flips,
    total: flips.reduce((sum, count) => sum + count, 0),
    remasks: lives.filter(({ end }) => end === 'remask').length,
    overwrites: lives.filter(({ end }) => end === 'overwrite').length,
  };
}
