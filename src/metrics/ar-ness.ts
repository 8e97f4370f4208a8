/**
 * AR-ness@k: how close the order of decoding is to left-to-right. 1 = autoregressive.
 *
 * Source: arXiv 2506.20639, appendix A.2 and fig. 3. The paper defines it for one token per step and leaves the rest
 * open, so a value means nothing without its convention; `commit-order.ts` makes the order that is measured here.
 */
import type { DecodeTrace } from '../trace/types.ts';
import { expectedGlobalHits, expectedLocalHits } from './ar-ness-expectation.ts';
import { globalHits, type LocalRule, localHits } from './ar-ness-hits.ts';
import { type HitRange, localHitRanges } from './ar-ness-range.ts';
import { type CommitOrder, commitOrder, type OrderConvention } from './commit-order.ts';
import { type TieShare, tieShare } from './tie-share.ts';

export interface ArNessConvention extends OrderConvention {
  /** Local@k: the k tokens before must be the k positions before, in order or as a set. */
  readonly match: 'ordered' | 'set';
  /** Of local@k. `prompt`: T, the prompt standing as predecessors −1, −2, … before the first commit. */
  readonly denominator: 'T-k' | 'T' | 'prompt';
}

/**
 * - ordered: fig. 3 asks for a "strictly increasing consecutive sequence"; appendix A.2 literally compares sets, which
 *   also counts the order 1, 0, 2.
 * - T−k: only then is a left-to-right decode "identically 1", as the paper says; 1/T gives (T − k)/T.
 * - all: the paper measures the whole "target sequence", pads included.
 * - confidence: the order that one token per step would have had; left to right would raise local AR-ness for free.
 * - last: the commit whose token stands in the result.
 */
export const defaultConvention: ArNessConvention = {
  match: 'ordered',
  denominator: 'T-k',
  tail: 'all',
  withinStep: 'confidence',
  commits: 'last',
};

/** The combinations in use, by name; where a source leaves a choice open, it is that of the default. */
export const namedConventions = [
  { id: 'default', label: 'Default', source: 'docs/ar-ness.md', convention: defaultConvention },
  {
    id: 'paper-text',
    label: 'Paper, text',
    source: 'arXiv 2506.20639, caption of fig. 3: a fraction of the decoding steps, in order',
    convention: { ...defaultConvention, denominator: 'T' },
  },
  {
    id: 'paper-appendix',
    label: 'Paper, appendix',
    source: 'arXiv 2506.20639, appendix A.2: sets, 1/T',
    convention: { ...defaultConvention, match: 'set', denominator: 'T' },
  },
  {
    id: 'third-party',
    label: 'Third-party scripts',
    source: 'public analysis scripts for LLaDA: in order, T − k, a step read left to right',
    convention: { ...defaultConvention, withinStep: 'position' },
  },
] as const satisfies readonly {
  readonly id: string;
  readonly label: string;
  readonly source: string;
  readonly convention: ArNessConvention;
}[];

/** Short, for captions: `ordered, T−k, all positions, steps by confidence`. */
export function describeConvention(convention: ArNessConvention): string {
  return conventionTerms(convention).join(', ');
}

/** The terms of that description. That the last commit counts goes unsaid. */
export function conventionTerms({ match, denominator, tail, withinStep, commits }: ArNessConvention): string[] {
  return [
    match === 'ordered' ? 'ordered' : 'as a set',
    { 'T-k': 'T−k', T: 'T', prompt: 'T with the prompt' }[denominator],
    tail === 'all' ? 'all positions' : 'tail trimmed',
    {
      confidence: 'steps by confidence',
      position: 'steps by position',
      expectation: 'mean over orders within steps',
    }[withinStep],
    ...{ first: ['first commits'], last: [], every: ['every commit'] }[commits],
  ];
}

/** Least and most value over all orders inside the steps. */
export interface ArNessRange {
  readonly least: number;
  readonly most: number;
  /** False if only a seeded sample of the orders was looked at: the true range may be wider. */
  readonly exact: boolean;
}

export interface ArNessValue {
  readonly k: number;
  /** Commits that count as hits; their mean under `expectation`. */
  readonly hits: number;
  /** In [0, 1]; `null` where the denominator is not positive. */
  readonly value: number | null;
  /** Only under `expectation`, and only where there is a value. */
  readonly range?: ArNessRange;
}

/** T commits measured. */
export interface OrderArNess {
  readonly commits: number;
  /** k = 1…9, hits not rising in k when ordered. */
  readonly local: readonly ArNessValue[];
  /** k = 1…4, not falling in k. */
  readonly global: readonly ArNessValue[];
}

export interface ArNess extends OrderArNess, TieShare {
  readonly convention: ArNessConvention;
  /** Steps measured, those without commits included. */
  readonly steps: number;
}

/**
 * AR-ness of the first `stepCount` steps. Steps without commits count for nothing.
 *
 * Cost: O(T·k) and at most one pass over the canvas per commit; under `expectation` O(T·n·k) for steps of n tokens, and
 * for sets up to 20 000 orders per k (see `ar-ness-range.ts`).
 */
export function arNess(
  trace: DecodeTrace,
  convention: ArNessConvention,
  stepCount: number = trace.steps.length,
): ArNess {
  const steps = trace.steps.slice(0, stepCount);
  return {
    ...arNessOfOrder(commitOrder(trace, convention, stepCount), convention),
    ...tieShare(steps),
    convention,
    steps: steps.length,
  };
}

/** AR-ness of an order of commits. */
export function arNessOfOrder(
  order: CommitOrder,
  { match, denominator, withinStep }: Pick<ArNessConvention, 'match' | 'denominator' | 'withinStep'>,
): OrderArNess {
  const rule: LocalRule = { match, prompt: denominator === 'prompt' };
  const listed = order.groups.flatMap(({ positions }) => positions);
  const commits = listed.length;
  const localOf = (index: number): number => localDenominator(commits, denominator, index + 1);
  const globalOf = (): number => commits;
  if (withinStep !== 'expectation') {
    return {
      commits,
      local: values(localHits(listed, rule), localOf),
      global: values(globalHits(order), globalOf),
    };
  }
  const { mean, least, most } = expectedGlobalHits(order);
  return {
    commits,
    local: values(expectedLocalHits(order.groups, rule), localOf, localHitRanges(order.groups, rule)),
    global: values(
      mean,
      globalOf,
      least.map((hits, index) => ({ least: hits, most: most[index]!, exact: true })),
    ),
  };
}

/** What the hits of local@k are a share of; ≤ 0 where there are too few commits. That of global@k is T. */
export function localDenominator(commits: number, denominator: ArNessConvention['denominator'], k: number): number {
  return denominator === 'T-k' ? commits - k : commits;
}

function values(
  hits: readonly number[],
  denominatorOf: (index: number) => number,
  ranges?: readonly HitRange[],
): readonly ArNessValue[] {
  return hits.map((count, index) => {
    const k = index + 1;
    const of = denominatorOf(index);
    if (of <= 0) return { k, hits: count, value: null };
    const value = { k, hits: count, value: count / of };
    if (ranges === undefined) return value;
    const { least, most, exact } = ranges[index]!;
    return { ...value, range: { least: least / of, most: most / of, exact } };
  });
}
