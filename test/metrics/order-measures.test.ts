import { describe, expect, it } from 'vitest';
import type { CommitOrder } from '../../src/metrics/commit-order.ts';
import { kendallTau } from '../../src/metrics/kendall-tau.ts';
import { orderPairs } from '../../src/metrics/order-pairs.ts';
import { pairConcordance } from '../../src/metrics/pair-concordance.ts';

const orderOf = (...steps: number[][]): CommitOrder => ({
  groups: steps.map((positions) => ({ positions, reopened: [] })),
  length: 16,
});

describe('order measures', () => {
  it('are 1 from left to right and −1 or 0 from right to left', () => {
    expect(kendallTau(orderOf([0], [1], [2], [3]))).toBe(1);
    expect(kendallTau(orderOf([3], [2], [1], [0]))).toBe(-1);
    expect(pairConcordance(orderOf([0], [1], [2], [3]))).toEqual({ all: 1, neighbours: 1 });
    expect(pairConcordance(orderOf([3], [2], [1], [0]))).toEqual({ all: 0, neighbours: 0 });
  });

  it('by hand: 0, 2, 1, 4, 3', () => {
    // Of 10 pairs two are turned round: (1, 2) and (3, 4). τ = (8 − 2)/10.
    const order = orderOf([0], [2], [1], [4], [3]);
    expect(kendallTau(order)).toBeCloseTo(0.6, 12);
    // Neighbours: (0, 1) yes, (1, 2) no, (2, 3) yes, (3, 4) no.
    expect(pairConcordance(order)).toEqual({ all: 0.8, neighbours: 0.5 });
  });

  it('by hand: 1 and 0 in one step, then 2', () => {
    // Pairs (0, 2) and (1, 2) are in order, (0, 1) is tied: τ-b = 2/√(2·3); half a pair counts: 2.5/3.
    const order = orderOf([1, 0], [2]);
    expect(orderPairs(order, true)).toEqual({ concordant: 2, discordant: 0, sameStep: 1, samePosition: 0 });
    expect(kendallTau(order)).toBeCloseTo(2 / Math.sqrt(6), 12);
    expect(pairConcordance(order)).toEqual({ all: 2.5 / 3, neighbours: 0.75 });
    // As listed, 1 comes before 0: τ = (2 − 1)/3.
    expect(kendallTau(order, false)).toBeCloseTo(1 / 3, 12);
    expect(pairConcordance(order, false)).toEqual({ all: 2 / 3, neighbours: 0.5 });
  });

  it('by hand: 1 committed twice, 1, 0, 1', () => {
    // (1, 0) is turned round, (0, 1) in order, (1, 1) one position: τ-b = 0.
    const order = orderOf([1], [0], [1]);
    expect(orderPairs(order, true)).toEqual({ concordant: 1, discordant: 1, sameStep: 0, samePosition: 1 });
    expect(kendallTau(order)).toBe(0);
    expect(pairConcordance(order).all).toBe(0.5);
  });

  it('are not defined without an order', () => {
    for (const order of [orderOf(), orderOf([3]), orderOf([0, 1, 2])]) expect(kendallTau(order)).toBeNull();
    expect(pairConcordance(orderOf([3]))).toEqual({ all: null, neighbours: null });
    expect(pairConcordance(orderOf([1], [3]))).toEqual({ all: 1, neighbours: null });
  });
});
