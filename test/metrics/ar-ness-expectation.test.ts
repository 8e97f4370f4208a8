import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ArNessConvention,
  type ArNessValue,
  arNessOfOrder,
  defaultConvention,
} from '../../src/metrics/ar-ness.ts';
import type { CommitGroup } from '../../src/metrics/commit-order.ts';

const groupsOf = (...steps: number[][]): CommitGroup[] => steps.map((positions) => ({ positions, reopened: [] }));
const expectation: ArNessConvention = { ...defaultConvention, withinStep: 'expectation' };
const measure = (groups: readonly CommitGroup[], length: number, change: Partial<ArNessConvention> = {}) =>
  arNessOfOrder({ groups, length }, { ...expectation, ...change });

function orders(positions: readonly number[]): number[][] {
  if (positions.length === 0) return [[]];
  return positions.flatMap((first) => orders(positions.filter((p) => p !== first)).map((rest) => [first, ...rest]));
}

function allOrders(groups: readonly CommitGroup[]): CommitGroup[][] {
  return groups.reduce<CommitGroup[][]>(
    (done, group) =>
      done.flatMap((before) => orders(group.positions).map((positions) => [...before, { ...group, positions }])),
    [[]],
  );
}

/** The definition: every order measured by itself. */
function bruteForce(groups: readonly CommitGroup[], length: number, convention: ArNessConvention) {
  const every = allOrders(groups).map((order) =>
    arNessOfOrder({ groups: order, length }, { ...convention, withinStep: 'confidence' }),
  );
  const summary = (lists: readonly (readonly ArNessValue[])[]) =>
    lists[0]!.map((_, index) => {
      const hits = lists.map((list) => list[index]!.hits);
      const values = lists.map((list) => list[index]!.value);
      return {
        mean: hits.reduce((a, b) => a + b, 0) / hits.length,
        least: values[0] === null ? null : Math.min(...values.map(Number)),
        most: values[0] === null ? null : Math.max(...values.map(Number)),
      };
    });
  return { local: summary(every.map(({ local }) => local)), global: summary(every.map(({ global }) => global)) };
}

function expectSame(groups: readonly CommitGroup[], length: number, convention: ArNessConvention): void {
  const measured = arNessOfOrder({ groups, length }, convention);
  const expected = bruteForce(groups, length, convention);
  for (const measureName of ['local', 'global'] as const) {
    for (const [index, { hits, range }] of measured[measureName].entries()) {
      const { mean, least, most } = expected[measureName][index]!;
      expect(hits).toBeCloseTo(mean, 10);
      if (least === null) expect(range).toBeUndefined();
      else expect(range).toEqual({ least, most, exact: true });
    }
  }
}

const rule = fc.record({
  match: fc.constantFrom('ordered', 'set'),
  denominator: fc.constantFrom('T-k', 'T', 'prompt'),
} as const);

/** A permutation cut into steps of one to four, with at most 600 orders. */
const steps = fc
  .integer({ min: 1, max: 9 })
  .chain((length) =>
    fc.tuple(
      // Nearly sorted orders have more hits than shuffled ones.
      fc.oneof(
        fc.constant([...Array(length).keys()]),
        fc.shuffledSubarray([...Array(length).keys()], { minLength: length }),
      ),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: length, maxLength: length }),
    ),
  )
  .map(([order, sizes]) => {
    const groups: number[][] = [];
    for (let at = 0; at < order.length; ) {
      const size = sizes[groups.length]!;
      groups.push(order.slice(at, at + size));
      at += size;
    }
    return { groups: groupsOf(...groups), length: order.length };
  })
  .filter(({ groups }) => allOrders(groups).length <= 600);

describe('mean and range over the orders inside the steps', () => {
  it('by hand: 0 and 1 together, then 2', () => {
    // 0 1 2: two successors; 1 0 2: none. Mean 1 of T − k = 2.
    const { local, global } = measure(groupsOf([0, 1], [2]), 3);
    expect(local[0]).toEqual({ k: 1, hits: 1, value: 0.5, range: { least: 0, most: 1, exact: true } });
    // Firsts of the masks: 0 1 2 all three, 1 0 2 all but 1: mean 2.5 of 3.
    expect(global[0]).toEqual({ k: 1, hits: 2.5, value: 2.5 / 3, range: { least: 2 / 3, most: 1, exact: true } });
  });

  it('is that of every order by itself', () => {
    fc.assert(
      fc.property(steps, rule, ({ groups, length }, c) => expectSame(groups, length, { ...expectation, ...c })),
      { numRuns: 150 },
    );
  });

  it('holds where every commit counts and positions come again', () => {
    const again = fc
      .array(fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((groups) =>
        groups.map((positions, i): CommitGroup => ({ positions, reopened: i % 2 === 0 ? positions.slice(0, 2) : [] })),
      )
      .filter((groups) => allOrders(groups).length <= 250);
    fc.assert(
      fc.property(again, rule, (groups, c) => expectSame(groups, 5, { ...expectation, ...c })),
      { numRuns: 150 },
    );
  });

  it('takes one step of 512 tokens, whose orders in order need no listing', () => {
    const positions = [...Array(512).keys()];
    const { local, global } = measure(groupsOf(positions), 512);
    // 511 pairs of slots, each p, p + 1 with chance 1/512 per pair of positions: 511·511/(512·511) = 511/512.
    expect(local[0]!.hits).toBeCloseTo(511 / 512, 9);
    expect(local[0]!.range).toEqual({ least: 0, most: 1, exact: true });
    // Position p is first of what is left if all p before it came earlier: Σ 1/(p + 1).
    const harmonic = positions.reduce((sum, p) => sum + 1 / (p + 1), 0);
    expect(global[0]!.hits).toBeCloseTo(harmonic, 9);
  });

  it('says when the range of a set is only that of a sample', () => {
    const positions = [...Array(64).keys()];
    const { local } = measure(groupsOf(positions), 64, { match: 'set' });
    expect(local[0]!.range).toEqual({ least: 0, most: 1, exact: true });
    expect(local[1]!.range!.exact).toBe(false);
    // Left to right is always part of the sample.
    expect(local[1]!.range!.most).toBe(1);
    expect(measure(groupsOf(positions), 64, { match: 'set' }).local).toEqual(local);
  });
});
