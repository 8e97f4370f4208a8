import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitOrder } from '../../src/metrics/commit-order.ts';
import { commitRanks } from '../../src/metrics/commit-ranks.ts';
import { kendallTau } from '../../src/metrics/kendall-tau.ts';
import { orderAgreement } from '../../src/metrics/order-agreement.ts';
import { traceOf } from '../trace/fixture.ts';

const commit = (...positions: number[]) => ({ unmask: positions.map((position) => ({ position, tokenId: 7 })) });

describe('commitRanks', () => {
  it('by hand: one step of two positions, and one position that stays masked', () => {
    // In order 2, then 0 and 1 together at places 1 and 2 of 0 … 3, then 3.
    expect([...commitRanks(traceOf(5, [commit(2), commit(1, 0), commit(3)]))]).toEqual([0.5, 0.5, 0, 1, Number.NaN]);
  });

  it('counts the last commit of a position that was masked again', () => {
    const trace = traceOf(3, [commit(2), { ...commit(0), remask: [2] }, commit(1), commit(2)]);
    expect([...commitRanks(trace)]).toEqual([0, 0.5, 1]);
  });

  it('is 0 for a single commit, and nothing for none', () => {
    expect([...commitRanks(traceOf(2, [commit(1)]))]).toEqual([Number.NaN, 0]);
    expect([...commitRanks(traceOf(1, []))]).toEqual([Number.NaN]);
  });
});

describe('orderAgreement', () => {
  it.each([
    ['one neighbouring pair turned round: (5 − 1)/6', [0, 1, 2, 3], [0, 2, 1, 3], 4 / 6],
    ['turned round', [0, 1, 2], [2, 1, 0], -1],
    // (0, 1) is tied in the first; both others agree: 2/√(2·3).
    ['a tie in one', [0, 0, 1], [0, 1, 2], 2 / Math.sqrt(6)],
    // Without position 1: (0, 2), (0, 3), (2, 3) all agree.
    ['a position that one never committed', [0, Number.NaN, 1, 2], [0, 3, 1, 2], 1],
    ['one step only', [0, 0], [0, 1], null],
    ['nothing in common', [0, Number.NaN], [Number.NaN, 0], null],
  ])('%s', (_, a, b, expected) => {
    const tau = orderAgreement(a, b);
    if (expected === null) expect(tau).toBeNull();
    else expect(tau).toBeCloseTo(expected, 12);
  });

  it('is symmetric, within ±1, and 1 with itself', () => {
    const ranks = fc.array(fc.nat(5), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(fc.tuple(ranks, ranks), ([a, b]) => {
        const tau = orderAgreement(a, b);
        const back = orderAgreement(b, a);
        expect(back === null ? null : back + 0).toBe(tau === null ? null : tau + 0);
        if (tau !== null) expect(Math.abs(tau)).toBeLessThanOrEqual(1 + 1e-12);
        if (new Set(a).size > 1) expect(orderAgreement(a, a)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('is Kendall’s τ where the other order is left to right', () => {
    const steps = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 3 }), (positions, size) => {
        const groups = Array.from({ length: Math.ceil(8 / size) }, (_, index) =>
          commit(...positions.slice(index * size, (index + 1) * size)),
        );
        const trace = traceOf(8, groups);
        const order = commitOrder(trace, { tail: 'all', withinStep: 'confidence', commits: 'last' }, groups.length);
        const leftToRight = Float64Array.from({ length: 8 }, (_, position) => position);
        expect(orderAgreement(commitRanks(trace), leftToRight)).toBeCloseTo(kendallTau(order)!, 12);
      }),
    );
  });
});
