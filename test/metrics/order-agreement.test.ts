import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitOrder } from '../../src/metrics/commit-order.ts';
import { commitRanks } from '../../src/metrics/commit-ranks.ts';
import { kendallTau } from '../../src/metrics/kendall-tau.ts';
import { orderAgreement } from '../../src/metrics/order-agreement.ts';
import { orderPairs } from '../../src/metrics/order-pairs.ts';
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

describe('counting by merging', () => {
  const rank = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.NaN));

  it('gives what τ-b is by its definition, pair by pair, with ties and gaps', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(rank, rank), { maxLength: 24 }), (both) => {
        const [a, b] = [both.map(([first]) => first), both.map(([, second]) => second)];
        let [score, orderedInA, orderedInB] = [0, 0, 0];
        for (let later = 0; later < both.length; later++) {
          for (let earlier = 0; earlier < later; earlier++) {
            const [inA, inB] = [Math.sign(a[later]! - a[earlier]!), Math.sign(b[later]! - b[earlier]!)];
            if ([a, b].some((ranks) => Number.isNaN(ranks[later]!) || Number.isNaN(ranks[earlier]!))) continue;
            score += inA * inB;
            orderedInA += Math.abs(inA);
            orderedInB += Math.abs(inB);
          }
        }
        const expected = orderedInA === 0 || orderedInB === 0 ? null : score / Math.sqrt(orderedInA * orderedInB);
        expect(orderAgreement(a, b)).toBe(expected);
      }),
    );
  });

  it('counts the same pairs of commits as looking at each of them', () => {
    const group = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 });
    const farthest = fc.constantFrom(1, 2, Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(fc.array(group, { maxLength: 8 }), fc.boolean(), farthest, (groups, stepTies, most) => {
        const commits = groups.flatMap((positions, step) => positions.map((position) => ({ position, step })));
        const pairs = { concordant: 0, discordant: 0, sameStep: 0, samePosition: 0 };
        for (const [index, later] of commits.entries()) {
          for (const earlier of commits.slice(0, index)) {
            const distance = later.position - earlier.position;
            if (Math.abs(distance) > most) continue;
            if (distance === 0) pairs.samePosition += 1;
            else if (stepTies && earlier.step === later.step) pairs.sameStep += 1;
            else pairs[distance > 0 ? 'concordant' : 'discordant'] += 1;
          }
        }
        const order = { groups: groups.map((positions) => ({ positions, reopened: [] })), length: 10 };
        expect(orderPairs(order, stepTies, most)).toEqual(pairs);
      }),
    );
  });
});
