/** How long committed tokens stand before a revising sampler masks or overwrites them. */
import type { CanvasHistory } from '../trace/canvas-at.ts';
import { settledSteps } from '../trace/settled-steps.ts';

/** One token in one place, from its commit to its end. */
export interface TokenLife {
  readonly position: number;
  readonly tokenId: number;
  /** Index of the step that committed it. */
  readonly from: number;
  /** Index of the step that ended it; `null` if it stands in the last canvas. */
  readonly to: number | null;
  /** `remask`: the slot was masked again; `overwrite`: another token was written over it. */
  readonly end: 'remask' | 'overwrite' | null;
}

/**
 * In the order of commits; a token that a growing canvas moved on is the same, where it stands now. Writing the token that stands there already changes nothing; writing the mask id over a
 * token is a remask. A token that is committed and masked in the same step has `from` = `to`.
 */
export function tokenLifetimes(trace: CanvasHistory, stepCount: number = trace.steps.length): readonly TokenLife[] {
  const { maskId } = trace.request;
  const lives: TokenLife[] = [];
  /** Index in `lives` of the token that stands at each position. */
  const standing = new Map<number, number>();
  const finish = (position: number, to: number, end: 'remask' | 'overwrite'): void => {
    const index = standing.get(position);
    if (index === undefined) return;
    lives[index] = { ...lives[index]!, to, end };
    standing.delete(position);
  };
  for (const [step, { unmask, remask }] of settledSteps(trace, stepCount).entries()) {
    for (const { position, tokenId } of unmask) {
      const index = standing.get(position);
      if (index !== undefined && lives[index]!.tokenId === tokenId) continue;
      finish(position, step, tokenId === maskId ? 'remask' : 'overwrite');
      if (tokenId === maskId) continue;
      standing.set(position, lives.length);
      lives.push({ position, tokenId, from: step, to: null, end: null });
    }
    for (const position of remask) finish(position, step, 'remask');
  }
  return lives;
}

/** Mean of `to − from` over the tokens that ended, in steps; `null` if none did. */
export function meanLifetime(lives: readonly TokenLife[]): number | null {
  const ended = lives.flatMap(({ from, to }) => (to === null ? [] : [to - from]));
  return ended.length === 0 ? null : ended.reduce((sum, steps) => sum + steps, 0) / ended.length;
}
