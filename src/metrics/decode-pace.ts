/** What a decode cost and brought: model passes, tokens per pass. */
import { canvasAt } from '../trace/canvas-at.ts';
import { settledSteps } from '../trace/settled-steps.ts';
import type { DecodeTrace } from '../trace/types.ts';

export interface DecodePace {
  /**
   * Steps that ran, one forward pass each, also those that committed nothing. A second row of guidance or a shadow
   * block makes a pass dearer, not a second one.
   */
  readonly passes: number;
  /** Positions that hold a token in the end. */
  readonly tokens: number;
  /** Commits, repeated ones and overwrites included, without those of the mask id; more than `tokens` if it revised. */
  readonly commits: number;
  /** `tokens / passes`; `null` without a pass. 1 = as an autoregressive model. */
  readonly tokensPerPass: number | null;
  /** Most commits of one pass; 0 without a pass. */
  readonly mostPerPass: number;
}

/** Of the first `stepCount` steps. */
export function decodePace(trace: DecodeTrace, stepCount: number = trace.steps.length): DecodePace {
  const { maskId } = trace.request;
  const commits = settledSteps(trace, stepCount).map(
    ({ unmask }) => unmask.filter(({ tokenId }) => tokenId !== maskId).length,
  );
  const passes = commits.length;
  const tokens = canvasAt(trace, stepCount).filter((token) => token !== maskId).length;
  return {
    passes,
    tokens,
    commits: commits.reduce((sum, count) => sum + count, 0),
    tokensPerPass: passes === 0 ? null : tokens / passes,
    mostPerPass: Math.max(0, ...commits),
  };
}
