/** A decode of four positions in two steps, small enough to draw by hand. */
import type { PositionStats } from '../../src/decode/types.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';
import { statsOf, traceOf } from '../trace/fixture.ts';

/** Statistics with these raw arg-max probabilities and entropies. */
export function scored(positions: number[], confidence: number[], entropy: number[]): PositionStats {
  const stats = statsOf(
    positions,
    positions.map(() => 7),
    confidence,
  );
  return { ...stats, entropy: Float32Array.from(entropy) };
}

/**
 * Step 0 scores 0…3 with confidence 1, ¼, ½, ¼ and commits 0 and 2 (2 from a tie); step 1 scores 1 and 3 with ½ and ¼
 * and commits 3, then 1.
 */
export function smallTrace(): DecodeTrace {
  const trace = traceOf(4, [
    {
      unmask: [
        { position: 0, tokenId: 7 },
        { position: 2, tokenId: 8 },
      ],
      boundary: { ties: 2, gap: 0 },
    },
    {
      unmask: [
        { position: 3, tokenId: 7 },
        { position: 1, tokenId: 9 },
      ],
    },
  ]);
  const stats = [
    scored([0, 1, 2, 3], [1, 0.25, 0.5, 0.25], [0, 2.5, 1, 2.25]),
    scored([1, 3], [0.5, 0.25], [1.5, 0.5]),
  ];
  return { ...trace, steps: trace.steps.map((step, index) => ({ ...step, stats: stats[index]! })) };
}

/** A trace of one step with a prompt that tries to break out of whatever it is written into. */
export function hostileTrace(promptText: string, token: string): DecodeTrace {
  const trace = smallTrace();
  return { ...trace, promptText, pieces: new Map([...trace.pieces, [7, token]]) };
}
