import { describe, expect, test } from 'vitest';
import { STREAM } from '../../../src/decode/random.ts';
import { findStrategy, strategies } from '../../../src/decode/strategies/registry.ts';
import { planContext } from '../plan-context.ts';

describe('registry', () => {
  test('ids are unique, each with label, summary, source', () => {
    const ids = strategies.map((strategy) => strategy.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toBe('entropy');
    for (const { label, summary, source } of strategies) {
      expect(label).not.toBe('');
      expect(summary).toMatch(/^Commits .*\.$/);
      expect(source).not.toBe('');
    }
  });

  test('an unknown id is refused with the known ones', () => {
    expect(() => findStrategy('greedy')).toThrow(
      expect.objectContaining({ code: 'bad-settings', message: expect.stringMatching(/"greedy".*left-to-right/) }),
    );
  });
});

describe('what each commits first', () => {
  // Every score prefers another position, so that a strategy that reads the wrong one is found out.
  const scores = {
    negativeEntropy: Float64Array.of(-0.1, -2, -2, -2),
    confidence: Float64Array.of(0.1, 0.9, 0.1, 0.1),
    margin: Float64Array.of(0.1, 0.1, 0.9, 0.1),
    rawConfidence: Float64Array.of(0.1, 0.1, 0.1, 0.9),
  };
  const positions = Int32Array.of(3, 5, 8, 9);
  const first = (id: string) => findStrategy(id).plan(planContext(scores, { positions })).unmask;

  test.each([
    ['entropy', 3, 100],
    ['maskgit-plus', 5, 101],
    ['topk-margin', 8, 102],
    ['low-confidence', 9, 103],
    ['left-to-right', 3, 100],
  ])('%s', (id, position, tokenId) => {
    expect(first(id)).toEqual([{ position, tokenId }]);
  });

  test('random: the highest uniforms of stream transfer, whatever the scores', () => {
    const uniform = (position: number, stream: number) => (stream === STREAM.transfer ? position / 10 : 0);
    const plan = findStrategy('random').plan(planContext(scores, { positions, uniform, quota: 2 }));
    expect(plan.unmask.map((commit) => commit.position)).toEqual([9, 8]);
    expect(plan.boundary.gap).toBeCloseTo(0.3, 12);
  });

  test('origin: every slot whose uniform of stream transfer is below the reveal probability', () => {
    const uniform = (position: number, stream: number) => (stream === STREAM.transfer ? position / 10 : 0);
    const plan = findStrategy('origin').plan(
      planContext(scores, { positions, uniform, revealProbability: 0.8, quota: 0 }),
    );
    // .3 and .5 are below .8; .8 itself is not.
    expect(plan.unmask.map((commit) => commit.position)).toEqual([3, 5]);
    expect(plan.boundary).toEqual({ ties: 0, gap: null });
  });
});
