/** When each position got the token it holds in the end, as a rank among the positions: the order as a function. */
import { commitSteps } from '../trace/canvas-at.ts';
import type { DecodeTrace } from '../trace/types.ts';

/**
 * [L] rank of each position in the order of commits, 0 = first, 1 = last; `NaN` where it is masked in the end. The
 * tokens of one step share the mean of their ranks, as one forward pass chose them together. Of repeated commits the
 * last counts, whose token stands in the result. A single committed position has rank 0.
 */
export function commitRanks(trace: Pick<DecodeTrace, 'request' | 'steps'>): Float64Array {
  const steps = commitSteps(trace);
  const positions = Array.from(steps.keys())
    .filter((position) => steps[position]! >= 0)
    .sort((a, b) => steps[a]! - steps[b]!);
  const ranks = new Float64Array(steps.length).fill(Number.NaN);
  const last = Math.max(1, positions.length - 1);
  for (let from = 0; from < positions.length; ) {
    let to = from;
    while (to < positions.length && steps[positions[to]!] === steps[positions[from]!]) to++;
    for (const position of positions.slice(from, to)) ranks[position] = (from + to - 1) / 2 / last;
    from = to;
  }
  return ranks;
}
