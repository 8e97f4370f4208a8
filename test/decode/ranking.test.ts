import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createUniforms, STREAM } from '../../src/decode/random.ts';
import { commitByScore, rankTop } from '../../src/decode/ranking.ts';
import type { TieRule } from '../../src/decode/types.ts';
import { chiSquare } from './chi-square.ts';
import { planContext } from './plan-context.ts';

describe('rankTop', () => {
  test('highest first, ties to the lowest row', () => {
    expect(rankTop([1, 3, 2, 3], 3).rows).toEqual([1, 3, 2]);
    expect(rankTop([5, 5, 5, 5], 2).rows).toEqual([0, 1]);
  });

  test('the boundary counts every candidate that ties with the last one in', () => {
    // 3 is above, the four 2s are cut after the second.
    expect(rankTop([2, 3, 2, 1, 2, 2], 3).boundary).toEqual({ ties: 4, gap: 0 });
    // A tie that lies wholly inside is none.
    expect(rankTop([2, 2, 1.5, 0], 2).boundary).toEqual({ ties: 0, gap: 0.5 });
  });

  test('no boundary where nothing or everything is chosen', () => {
    expect(rankTop([1, 1], 0)).toEqual({ rows: [], boundary: { ties: 0, gap: null } });
    expect(rankTop([1, 1], 2)).toEqual({ rows: [0, 1], boundary: { ties: 0, gap: null } });
  });

  test('nothing left out beats anything chosen', () => {
    const cases = fc
      .array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 20 })
      .chain((scores) => fc.tuple(fc.constant(scores), fc.nat(scores.length)));
    fc.assert(
      fc.property(cases, ([scores, n]) => {
        const { rows, boundary } = rankTop(scores, n);
        expect(new Set(rows).size).toBe(n);
        const left = scores.map((_, row) => row).filter((row) => !rows.includes(row));
        for (const row of rows) {
          for (const other of left) {
            expect(scores[row]! > scores[other]! || (scores[row] === scores[other] && row < other)).toBe(true);
          }
        }
        if (boundary.gap !== null) expect(boundary.gap === 0).toBe(boundary.ties > 0);
      }),
    );
  });
});

describe('algTemp', () => {
  test('draws one position ∝ softmax(score / algTemp): χ² of 100 000 draws', () => {
    const scores = [-0.5, -0.1, -0.9, -0.3];
    const algTemp = 0.4;
    const uniforms = createUniforms('3');
    const counts = [0, 0, 0, 0];
    for (let step = 0; step < 100_000; step++) {
      const plan = commitByScore(
        planContext({ margin: Float64Array.from(scores) }, { algTemp, uniform: uniforms(step) }),
        scores,
      );
      const { position } = plan.unmask[0]!;
      counts[position] = counts[position]! + 1;
    }
    const weights = scores.map((score) => Math.exp(score / algTemp));
    const total = weights.reduce((a, b) => a + b, 0);
    // 3 degrees of freedom: the 99.9 % quantile is 16.27.
    expect(
      chiSquare(
        counts,
        weights.map((w) => w / total),
      ),
    ).toBeLessThan(16.27);
  });

  test('the second is drawn from what the first left: χ² of 100 000 ordered pairs', () => {
    const scores = [0, 0.5, 1];
    const weights = scores.map(Math.exp);
    const total = weights.reduce((a, b) => a + b, 0);
    const uniforms = createUniforms('4');
    const pairs = [0, 1, 2].flatMap((a) => [0, 1, 2].filter((b) => b !== a).map((b) => [a, b] as const));
    const counts = new Array<number>(pairs.length).fill(0);
    for (let step = 0; step < 100_000; step++) {
      const context = planContext(
        { margin: Float64Array.from(scores) },
        { algTemp: 1, quota: 2, uniform: uniforms(step) },
      );
      const [first, second] = commitByScore(context, scores).unmask;
      const pair = pairs.findIndex(([a, b]) => a === first!.position && b === second!.position);
      counts[pair] = counts[pair]! + 1;
    }
    const probabilities = pairs.map(([a, b]) => ((weights[a]! / total) * weights[b]!) / (total - weights[a]!));
    // 5 degrees of freedom: the 99.9 % quantile is 20.52.
    expect(chiSquare(counts, probabilities)).toBeLessThan(20.52);
  });

  test('equal keys go to the lowest position', () => {
    const context = planContext({ margin: Float64Array.of(1, 1, 1) }, { algTemp: 0.5, quota: 2 });
    const plan = commitByScore(context, [1, 1, 1]);
    expect(plan.unmask.map(({ position }) => position)).toEqual([0, 1]);
    expect(plan.boundary).toEqual({ ties: 3, gap: 0 });
  });
});

describe('ties', () => {
  // Positions 2, 4, 6, 8; the first is worse, the others are equal.
  const scores = { negativeEntropy: Float64Array.of(-1, 0, 0, 0), rawConfidence: Float64Array.of(0.9, 0.5, 0.7, 0.6) };
  const uniform = (position: number, stream: number) =>
    stream === STREAM.ties ? [0, 0, 0.9, 0.1, 0.5][position / 2]! : 0;
  const context = planContext(scores, { positions: Int32Array.of(2, 4, 6, 8), uniform, quota: 2 });
  const first = (ties: TieRule | undefined) =>
    commitByScore(
      { ...context, request: { ...context.request, ...(ties && { ties }) } },
      context.stats.negativeEntropy,
    );

  test.each([
    [undefined, [4, 6]],
    ['lowest', [4, 6]],
    ['highest', [8, 6]],
    // Draws of 4, 6, 8: .9, .1, .5.
    ['random', [4, 8]],
    ['confidence', [6, 8]],
  ] as const)('%s', (ties, positions) => {
    const plan = first(ties);
    expect(plan.unmask.map(({ position }) => position)).toEqual(positions);
    expect(plan.boundary).toEqual({ ties: 3, gap: 0 });
  });

  test('never outweigh a score', () => {
    const plan = commitByScore(
      { ...context, quota: 3, request: { ...context.request, ties: 'confidence' } },
      context.stats.negativeEntropy,
    );
    expect(plan.unmask.map(({ position }) => position)).toEqual([6, 8, 4]);
  });
});
