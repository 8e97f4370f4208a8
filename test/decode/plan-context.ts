import type { PlanContext, PositionStats } from '../../src/decode/types.ts';

/** A context in which position j (or `positions[j]`) has the scores given and draws token 100 + j. */
export function planContext(
  scores: Partial<Pick<PositionStats, 'confidence' | 'rawConfidence' | 'margin' | 'negativeEntropy'>>,
  rest: Partial<PlanContext> & { positions?: Int32Array } = {},
): PlanContext {
  const rows = Object.values(scores)[0]!.length;
  const none = new Float64Array(rows);
  const positions = rest.positions ?? Int32Array.from({ length: rows }, (_, j) => j);
  return {
    step: 0,
    stepInBlock: 0,
    block: { start: 0, end: positions.at(-1)! + 1, index: 0, steps: 1 },
    quota: 1,
    revealProbability: 1,
    algTemp: 0,
    uniform: () => 0.5,
    ...rest,
    stats: {
      positions,
      candidates: 1,
      topIds: new Int32Array(rows),
      topLogProbs: new Float32Array(rows),
      entropy: new Float32Array(rows),
      sampledIds: Int32Array.from({ length: rows }, (_, j) => 100 + j),
      rawConfidence: none,
      confidence: none,
      margin: none,
      negativeEntropy: none,
      ...scores,
    },
  };
}
