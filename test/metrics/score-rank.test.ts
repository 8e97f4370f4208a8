import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownScores, ranksOf, scoreRank } from '../../src/metrics/score-rank.ts';
import { canvasAt } from '../../src/trace/canvas-at.ts';
import { MASK, statsOf, traceOf } from '../trace/fixture.ts';

const stats = {
  ...statsOf([0, 1, 2, 3], [7, 7, 7, 7], [0.5, 0.9, 0.5, 0.7]),
  margin: Float32Array.of(0.1, 0, 0.3, 0.2),
  entropy: Float32Array.of(2, 1, 3, 0),
};

describe('ownScores', () => {
  it('are the numbers the strategy ranks by', () => {
    expect([...ownScores(stats, { strategy: 'topk-margin' })]).toEqual([...stats.margin]);
    expect([...ownScores(stats, { strategy: 'entropy' })]).toEqual([...stats.negativeEntropy]);
    expect([...ownScores(stats, { strategy: 'entropy-bound' })]).toEqual([-2, -1, -3, -0]);
    expect([...ownScores(stats, { strategy: 'random' })]).toEqual([...stats.rawConfidence]);
    expect([...ownScores(stats, { strategy: 'constructor' })]).toEqual([...stats.rawConfidence]);
  });
});

describe('ranksOf', () => {
  it('shares the best place among equals', () => {
    expect([...ranksOf([0.5, 0.9, 0.5, 0.7], [0, 1, 2, 3])]).toEqual([3, 1, 3, 2]);
    expect([...ranksOf([0.5, 0.9, 0.5, 0.7], [0, 3])]).toEqual([2, 1]);
  });

  it('is one more than the number of larger scores', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }), (scores) => {
        const ranks = ranksOf(scores, [...scores.keys()]);
        expect([...ranks]).toEqual(scores.map((score) => 1 + scores.filter((other) => other > score).length));
      }),
    );
  });
});

describe('scoreRank', () => {
  it('counts among the masked alone', () => {
    // Position 1, the surest, is committed in step 0; the second step scores all four again.
    const trace = traceOf(4, [{ unmask: [{ position: 1, tokenId: 7 }] }, { unmask: [] }], {
      strategy: 'low-confidence',
    });
    const steps = trace.steps.map((step) => ({ ...step, stats }));
    const at = (step: number, position: number) =>
      scoreRank(steps[step]!, trace.request, canvasAt({ ...trace, steps }, step), position);
    expect(at(0, 1)).toEqual({ rank: 1, of: 4, tied: 1 });
    expect(at(0, 0)).toEqual({ rank: 3, of: 4, tied: 2 });
    expect(at(1, 1)).toBeNull();
    expect(at(1, 3)).toEqual({ rank: 1, of: 3, tied: 1 });
    expect(scoreRank(trace.steps[1]!, trace.request, new Int32Array(4).fill(MASK), 1)).toBeNull();
  });
});
