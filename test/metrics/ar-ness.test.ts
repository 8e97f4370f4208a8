import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ArNessConvention,
  arNess,
  arNessOfOrder,
  defaultConvention,
  describeConvention,
  namedConventions,
} from '../../src/metrics/ar-ness.ts';
import { type CommitOrder, commitOrder } from '../../src/metrics/commit-order.ts';
import { stepLevelArNess } from '../../src/metrics/step-level-ar-ness.ts';
import { EOS, MASK, PAD, type StepSketch, traceOf } from '../trace/fixture.ts';

interface LocalHits {
  readonly hits: number;
  readonly byTminusK: number | null;
  readonly literalT: number;
  readonly promptHits: number;
  readonly withPrompt: number;
}

interface Expected {
  readonly order: readonly number[];
  readonly local: Record<'ordered' | 'setLiteral', Record<string, LocalHits>>;
  readonly global: Record<string, { readonly hits: number; readonly value: number }>;
}

/** Over all orders inside the steps. */
interface Spread {
  readonly meanHits: number;
  readonly denominator: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

interface Cases {
  readonly cases: readonly {
    readonly id: string;
    readonly L: number;
    readonly steps: readonly (readonly (readonly [position: number, confidence: number])[])[];
    readonly expected: {
      readonly O1: Expected;
      readonly O2: Expected;
      readonly O3_O5?: Record<'localOrdered' | 'localSetLiteral' | 'global', Record<string, Spread>>;
      readonly O4: {
        readonly global: Record<string, { readonly meanOverSteps: number; readonly meanOverTokens: number }>;
      };
    };
  }[];
  readonly revision: readonly {
    readonly id: string;
    readonly L: number;
    readonly steps: readonly { readonly unmask: readonly number[]; readonly remask: readonly number[] }[];
    readonly expected: Record<'firstCommit' | 'lastCommit' | 'everyCommit', Expected>;
  }[];
}

interface Golden {
  readonly arness: Record<
    string,
    {
      readonly order: readonly number[];
      readonly local_ordered_hits: Record<string, readonly [hits: number, less: number, all: number]>;
      readonly local_setliteral_hits: Record<string, readonly [hits: number, less: number, all: number]>;
      readonly global_hits: Record<string, readonly [hits: number, all: number]>;
    }
  >;
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const cases = read('../cases/ar-ness.json') as Cases;
const golden = read('../golden/golden.json') as Golden;

const orderOf = (order: readonly number[], length = order.length): CommitOrder => ({
  groups: [{ positions: order, reopened: [] }],
  length,
});
const commit = (position: number, tokenId = 7) => ({ position, tokenId });
const stepsOf = (...positions: number[][]): StepSketch[] =>
  positions.map((step) => ({ unmask: step.map((position) => commit(position)) }));

describe('golden.json', () => {
  const { _note, ...orders } = golden.arness;
  it.each(Object.entries(orders))('%s', (_, expected) => {
    const ordered = arNessOfOrder(orderOf(expected.order), defaultConvention);
    const set = arNessOfOrder(orderOf(expected.order), { ...defaultConvention, match: 'set' });
    for (const [index, k] of [1, 2, 3, 4].entries()) {
      const [hits, less, all] = expected.local_ordered_hits[k]!;
      expect(ordered.local[index]).toEqual({ k, hits, value: hits / less });
      expect(ordered.commits).toBe(all);
      expect(set.local[index]!.hits).toBe(expected.local_setliteral_hits[k]![0]);
      expect(ordered.global[index]!.hits).toBe(expected.global_hits[k]![0]);
    }
  });
});

/** All of local and global, for the three denominators. */
function expectArNess(measure: (c: ArNessConvention) => ReturnType<typeof arNessOfOrder>, expected: Expected): void {
  for (const [match, name] of [
    ['ordered', 'ordered'],
    ['set', 'setLiteral'],
  ] as const) {
    for (const [denominator, hits, value] of [
      ['T-k', 'hits', 'byTminusK'],
      ['T', 'hits', 'literalT'],
      ['prompt', 'promptHits', 'withPrompt'],
    ] as const) {
      const measured = measure({ ...defaultConvention, match, denominator });
      expect(measured.commits).toBe(expected.order.length);
      expect(measured.local.map((local) => [local.k, local.hits, local.value])).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8, 9].map((k) => [k, expected.local[name][k]![hits], expected.local[name][k]![value]]),
      );
      expect(measured.global).toEqual([1, 2, 3, 4].map((k) => ({ k, ...expected.global[k] })));
    }
  }
}

describe('ar-ness.json', () => {
  it.each(cases.cases.map((value) => [value.id, value] as const))('%s', (_, { L, steps, expected }) => {
    // A strategy lists a step surest first, ties to the lowest position.
    const sketches = steps.map((step) => ({
      unmask: step.toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).map(([position]) => commit(position)),
    }));
    const trace = traceOf(L, sketches);
    expectArNess((c) => arNess(trace, { ...c, withinStep: 'position' }), expected.O1);
    expectArNess((c) => arNess(trace, { ...c, withinStep: 'confidence' }), expected.O2);
    expectArNess((c) => arNessOfOrder(orderOf(expected.O2.order, L), c), expected.O2);
  });

  const several = cases.cases.flatMap((value) =>
    value.expected.O3_O5 === undefined ? [] : [[value.id, value] as const],
  );
  it.each(several)('%s: over all orders inside the steps', (_, { L, steps, expected }) => {
    const trace = traceOf(L, stepsOf(...steps.map((step) => step.map(([position]) => position))));
    for (const [match, name] of [
      ['ordered', 'localOrdered'],
      ['set', 'localSetLiteral'],
    ] as const) {
      const { local, global } = arNess(trace, { ...defaultConvention, withinStep: 'expectation', match });
      for (const [measured, spreads] of [
        [local, expected.O3_O5![name]],
        [global, expected.O3_O5!.global],
      ] as const) {
        for (const [k, spread] of Object.entries(spreads)) {
          const { hits, value, range } = measured[Number(k) - 1]!;
          expect(hits).toBeCloseTo(spread.meanHits, 12);
          if (spread.mean === null) expect(value).toBeNull();
          else expect(value).toBeCloseTo(spread.mean, 12);
          if (spread.mean === null) expect(range).toBeUndefined();
          else expect(range).toEqual({ least: spread.min, most: spread.max, exact: true });
        }
      }
    }
  });

  it.each(cases.cases.map((value) => [value.id, value] as const))('%s: step level', (_, { L, steps, expected }) => {
    const trace = traceOf(L, stepsOf(...steps.map((step) => step.map(([position]) => position))));
    for (const { k, byTokens, bySteps } of stepLevelArNess(commitOrder(trace, defaultConvention, steps.length))) {
      expect(byTokens).toBeCloseTo(expected.O4.global[k]!.meanOverTokens, 12);
      expect(bySteps).toBeCloseTo(expected.O4.global[k]!.meanOverSteps, 12);
    }
  });

  describe.each(cases.revision.map((value) => [value.id, value] as const))('%s', (_, { L, steps, expected }) => {
    const sketches = steps.map(({ unmask, remask }) => ({ unmask: unmask.map((p) => commit(p)), remask }));
    it.each(['first', 'last', 'every'] as const)('%s commits', (commits) => {
      expectArNess((c) => arNess(traceOf(L, sketches), { ...c, commits }), expected[`${commits}Commit`]);
    });
  });
});

describe('arNess', () => {
  it('is 1 for left to right and counts nothing before the first commit', () => {
    const trace = traceOf(12, stepsOf(...Array.from({ length: 12 }, (_, p) => [p])));
    const full = arNess(trace, defaultConvention);
    expect(full.local.map(({ value }) => value)).toEqual(Array(9).fill(1));
    expect(full.global.map(({ value }) => value)).toEqual(Array(4).fill(1));
    const none = arNess(trace, defaultConvention, 0);
    expect(none).toMatchObject({ commits: 0, steps: 0 });
    expect([...none.local, ...none.global].every(({ hits, value }) => hits === 0 && value === null)).toBe(true);
  });

  it('measures up to the cursor', () => {
    // 0, 2, 1: after two steps one of two is next (k = 1 of T − k = 1 is no hit), globally 0 is first, 2 is second.
    const trace = traceOf(4, stepsOf([0], [2], [1], [3]));
    expect(arNess(trace, defaultConvention, 2)).toMatchObject({ commits: 2, steps: 2 });
    expect(arNess(trace, defaultConvention, 2).local[0]).toEqual({ k: 1, hits: 0, value: 0 });
    expect(arNess(trace, defaultConvention, 2).global.map(({ hits }) => hits)).toEqual([1, 2, 2, 2]);
  });

  it('does not take a commit of the mask id for one', () => {
    const trace = traceOf(3, [{ unmask: [commit(2, MASK)] }, ...stepsOf([0], [1], [2])]);
    expect(arNess(trace, defaultConvention)).toMatchObject({ commits: 3, steps: 4 });
    expect(arNess(trace, defaultConvention).local[0]!.value).toBe(1);
  });

  it('counts steps decided by an exact tie', () => {
    const tie = { ties: 3, gap: 0 };
    const trace = traceOf(3, [
      { unmask: [commit(0)], boundary: tie },
      { unmask: [commit(1)] },
      { unmask: [commit(2)], boundary: tie },
    ]);
    expect(arNess(trace, defaultConvention).tieSteps).toBe(2);
    expect(arNess(trace, defaultConvention, 2).tieSteps).toBe(1);
  });

  describe('trimmed', () => {
    const trimmed: ArNessConvention = { ...defaultConvention, tail: 'trimmed' };
    it('leaves out pads and eos after the first eos of the tail', () => {
      // Text a b, eos, pad, eos, pad; the tail is decoded first, right to left.
      const tail = [5, 4, 3].map((position) => ({ unmask: [commit(position, position === 4 ? EOS : PAD)] }));
      const trace = traceOf(6, [
        ...tail,
        { unmask: [commit(0)] },
        { unmask: [commit(1)] },
        { unmask: [commit(2, EOS)] },
      ]);
      expect(arNess(trace, defaultConvention).commits).toBe(6);
      expect(arNess(trace, defaultConvention).global[0]!.value).toBe(0.5);
      expect(arNess(trace, trimmed).commits).toBe(3);
      expect(arNess(trace, trimmed).global[0]!.value).toBe(1);
    });

    it('keeps an eos inside the text and cuts pads without an eos', () => {
      const trace = traceOf(5, [{ unmask: [commit(0), commit(1, EOS), commit(2), commit(3, PAD), commit(4, PAD)] }]);
      expect(arNess(trace, trimmed).commits).toBe(3);
    });

    it('overlooks masks in an unfinished tail', () => {
      // a ▢ eos ▢ pad: the committed tokens say that the text ends at 2.
      const trace = traceOf(5, [{ unmask: [commit(4, PAD), commit(2, EOS), commit(0)] }]);
      expect(arNess(trace, trimmed).commits).toBe(2);
      // In the order 2, 0 of masked {0, 1, 2}: 2 is the third, 0 the first.
      expect(arNess(trace, trimmed).global.map(({ hits }) => hits)).toEqual([1, 1, 2, 2]);
    });
  });
});

describe('properties', () => {
  const permutation = fc
    .integer({ min: 1, max: 40 })
    .chain((length) => fc.shuffledSubarray([...Array(length).keys()], { minLength: length }));
  const convention = fc.record({
    match: fc.constantFrom('ordered', 'set'),
    denominator: fc.constantFrom('T-k', 'T', 'prompt'),
    withinStep: fc.constantFrom('confidence', 'expectation'),
  } as const);

  it('global does not fall in k, ordered hits do not rise, values are in [0, 1]', () => {
    fc.assert(
      fc.property(permutation, convention, (order, c) => {
        const { local, global } = arNessOfOrder(orderOf(order), c);
        for (let i = 1; i < global.length; i++) expect(global[i]!.hits).toBeGreaterThanOrEqual(global[i - 1]!.hits);
        if (c.match === 'ordered') {
          for (let i = 1; i < local.length; i++) expect(local[i]!.hits).toBeLessThanOrEqual(local[i - 1]!.hits);
        }
        for (const { value } of [...local, ...global]) {
          if (value === null) continue;
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('an ordered hit is a hit as a set', () => {
    fc.assert(
      fc.property(permutation, (order) => {
        const ordered = arNessOfOrder(orderOf(order), { ...defaultConvention, match: 'ordered', denominator: 'T' });
        const set = arNessOfOrder(orderOf(order), { ...defaultConvention, match: 'set', denominator: 'T' });
        for (const [i, { hits }] of ordered.local.entries()) expect(set.local[i]!.hits).toBeGreaterThanOrEqual(hits);
      }),
    );
  });
});

describe('describeConvention', () => {
  it('names every choice', () => {
    expect(describeConvention(defaultConvention)).toBe('ordered, T−k, all positions, steps by confidence');
    expect(
      describeConvention({
        match: 'set',
        denominator: 'prompt',
        tail: 'trimmed',
        withinStep: 'position',
        commits: 'every',
      }),
    ).toBe('as a set, T with the prompt, tail trimmed, steps by position, every commit');
    expect(describeConvention({ ...defaultConvention, withinStep: 'expectation', commits: 'first' })).toBe(
      'ordered, T−k, all positions, mean over orders within steps, first commits',
    );
  });
});

describe('namedConventions', () => {
  it('are told apart by the orders 1, 0, 2 and 0, 1, 2 in one step', () => {
    // T = 3, k = 2: only 2 has two predecessors. {1, 0} is the set of the two before it, but not in order.
    const swapped = traceOf(3, stepsOf([1], [0], [2]));
    // Listed 2, 0, 1: one of two neighbours follows (T − k = 2); left to right, both.
    const together = traceOf(3, stepsOf([2, 0, 1]));
    const measured = namedConventions.map(({ id, convention }) => [
      id,
      arNess(swapped, convention).local[1]!.value,
      arNess(together, convention).local[0]!.value,
    ]);
    expect(measured).toEqual([
      ['default', 0, 1 / 2],
      ['paper-text', 0, 1 / 3],
      ['paper-appendix', 1 / 3, 1 / 3],
      ['third-party', 0, 1],
    ]);
  });
});
