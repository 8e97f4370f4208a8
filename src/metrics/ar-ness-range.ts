/**
 * Least and most hits of local AR-ness@k over all orders of the tokens inside their steps.
 *
 * In order, a hit prolongs a chain p, p + 1, … of the whole order beyond k, so that a chain of n tokens has
 * max(0, n − k) hits. That number is convex in n: joining chains never loses hits and splitting never gains any, which
 * leaves few choices per step. As a set there is no such rule: every order is tried while the states stay few, and
 * else a seeded sample is, whose range lies inside the true one.
 */
import { createUniforms } from '../decode/random.ts';
import { LOCAL_KS, type LocalRule, localHits } from './ar-ness-hits.ts';
import type { CommitGroup } from './commit-order.ts';

export interface HitRange {
  readonly least: number;
  readonly most: number;
  /** False if only a sample of the orders was looked at: the true range may be wider. */
  readonly exact: boolean;
}

type Steps = readonly (readonly number[])[];

/** [9] ranges of the hits of local@1…. */
export function localHitRanges(groups: readonly CommitGroup[], rule: LocalRule): HitRange[] {
  const steps = groups.map(({ positions }) => positions);
  // One predecessor is a set of one.
  const chains = (k: number): boolean => (rule.match === 'ordered' || k === 1) && !neighboursOverlap(steps);
  let sampled: readonly HitRange[] | undefined;
  return Array.from({ length: LOCAL_KS }, (_, index) => {
    const k = index + 1;
    if (chains(k))
      return { least: fewestHits(steps, k, rule.prompt), most: mostHits(steps, k, rule.prompt), exact: true };
    const found = searchRange(steps, k, rule);
    if (found !== null) return found;
    sampled ??= sampleRanges(steps, rule);
    return sampled[index]!;
  });
}

/** Whether two steps in a row commit the same position, which happens only where every commit counts. */
const neighboursOverlap = (steps: Steps): boolean =>
  steps.some((positions, index) => index > 0 && positions.some((position) => steps[index - 1]!.includes(position)));

/** A chain that the order so far ends with. */
interface Tail {
  /** Last position; NaN if nothing may be linked to it. */
  readonly end: number;
  /** Tokens of the chain, cut at k: from there on every further token is a hit. */
  readonly tokens: number;
  /** Hits so far. */
  readonly hits: number;
}

const start = (k: number, prompt: boolean): readonly Tail[] => [
  { end: prompt ? -1 : Number.NaN, tokens: prompt ? k : 0, hits: 0 },
];

/** One tail per end and length of chain: the best by `better`. */
function keepBest(tails: readonly Tail[], better: (a: number, b: number) => boolean): readonly Tail[] {
  const best = new Map<string, Tail>();
  for (const tail of tails) {
    const key = `${tail.end},${tail.tokens}`;
    const known = best.get(key);
    if (known === undefined || better(tail.hits, known.hits)) best.set(key, tail);
  }
  return [...best.values()];
}

/**
 * A step of three or more tokens has an order without any successor, whose first and last token also avoid one given
 * position each; so only steps of one and two tokens can be forced to hit.
 */
function fewestHits(steps: Steps, k: number, prompt: boolean): number {
  let tails = start(k, prompt);
  for (const positions of steps) {
    if (positions.length > 2) {
      tails = [{ end: Number.NaN, tokens: 0, hits: Math.min(...tails.map(({ hits }) => hits)) }];
      continue;
    }
    const orders = positions.length === 1 ? [positions] : [positions, positions.toReversed()];
    const next = tails.flatMap((tail) => orders.map((order) => order.reduce((t, p) => append(t, p, 1, k), tail)));
    tails = keepBest(next, (a, b) => a < b);
  }
  return Math.min(...tails.map(({ hits }) => hits));
}

/** Puts a run of `count` positions that begins at `first` behind the chain. */
function append(tail: Tail, first: number, count: number, k: number): Tail {
  const before = tail.end + 1 === first ? tail.tokens : 0;
  const tokens = before + count;
  return { end: first + count - 1, tokens: Math.min(k, tokens), hits: tail.hits + Math.max(0, tokens - k) };
}

/** The runs of neighbouring positions in a step stay whole; what is left to choose is which comes first and last. */
function mostHits(steps: Steps, k: number, prompt: boolean): number {
  let tails = start(k, prompt);
  for (const positions of steps) {
    const runs = runsOf(positions);
    if (runs.length === 1) {
      const { first, count } = runs[0]!;
      tails = keepBest(
        tails.map((tail) => append(tail, first, count, k)),
        (a, b) => a > b,
      );
    } else {
      tails = behindSeveral(tails, runs, k);
    }
  }
  return Math.max(...tails.map(({ hits }) => hits));
}

interface Run {
  readonly first: number;
  readonly count: number;
}

function runsOf(positions: readonly number[]): readonly Run[] {
  const runs: { first: number; count: number }[] = [];
  for (const position of positions.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.count === position) last.count += 1;
    else runs.push({ first: position, count: 1 });
  }
  return runs;
}

/** The best tails after a step of several runs: any may be last, and the first may be linked unless it is the last. */
function behindSeveral(tails: readonly Tail[], runs: readonly Run[], k: number): readonly Tail[] {
  const alone = ({ count }: Run): number => Math.max(0, count - k);
  const all = runs.reduce((sum, run) => sum + alone(run), 0);
  const byFirst = new Map(runs.map((run) => [run.first, run]));
  // Hits before the step and gained by the link, best first, with the run that is linked.
  const links = tails
    .map((tail) => {
      const run = byFirst.get(tail.end + 1);
      const linked = run === undefined ? tail.hits : append(tail, run.first, run.count, k).hits - alone(run);
      return { run, linked, unlinked: tail.hits };
    })
    .sort((a, b) => b.linked - a.linked);
  const unlinked = Math.max(...tails.map(({ hits }) => hits));
  return runs.map((last) => {
    const best = links.find(({ run }) => run !== last)?.linked ?? unlinked;
    return {
      end: last.first + last.count - 1,
      tokens: Math.min(k, last.count),
      hits: Math.max(best, unlinked) + all,
    };
  });
}

/** Orders tried per k before sampling takes over. */
const MOST_ORDERS = 20_000;

/** Every order, step by step; two that end with the same k tokens are one state. `null` if there are too many. */
function searchRange(steps: Steps, k: number, { match, prompt }: LocalRule): HitRange | null {
  interface State {
    readonly last: readonly number[];
    readonly least: number;
    readonly most: number;
  }
  let states: readonly State[] = [
    { last: prompt ? Array.from({ length: k }, (_, i) => i - k) : [], least: 0, most: 0 },
  ];
  let tried = 0;
  for (const positions of steps) {
    let orders = 1;
    for (let n = 2; n <= positions.length && orders <= MOST_ORDERS; n++) orders *= n;
    tried += orders * states.length;
    if (tried > MOST_ORDERS) return null;
    const next = new Map<string, State>();
    for (const order of permutations(positions)) {
      for (const state of states) {
        const sequence = [...state.last, ...order];
        const hits = hitsFrom(sequence, state.last.length, k, match);
        const last = sequence.slice(-k);
        const key = last.join();
        const known = next.get(key);
        next.set(key, {
          last,
          least: Math.min(known?.least ?? Infinity, state.least + hits),
          most: Math.max(known?.most ?? 0, state.most + hits),
        });
      }
    }
    states = [...next.values()];
  }
  return {
    least: Math.min(...states.map(({ least }) => least)),
    most: Math.max(...states.map(({ most }) => most)),
    exact: true,
  };
}

/** Hits at the slots from `from` on that have k slots before them. */
function hitsFrom(sequence: readonly number[], from: number, k: number, match: LocalRule['match']): number {
  let hits = 0;
  for (let slot = Math.max(from, k); slot < sequence.length; slot++) {
    const window = sequence.slice(slot - k, slot + 1);
    hits += localHits(window, { match, prompt: false })[k - 1]!;
  }
  return hits;
}

function* permutations(items: readonly number[]): Generator<readonly number[]> {
  if (items.length <= 1) {
    yield items;
    return;
  }
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest];
  }
}

/** Orders sampled beside the three that are known to be extreme for many traces. */
const SAMPLES = 64;

/** Left to right, right to left, as listed, and a seeded sample (Fisher–Yates). */
function sampleRanges(steps: Steps, rule: LocalRule): readonly HitRange[] {
  const sorted = steps.map((positions) => positions.toSorted((a, b) => a - b));
  const uniforms = createUniforms('0');
  const shuffled = Array.from({ length: SAMPLES }, (_, sample) => {
    const uniform = uniforms(sample);
    return sorted.map((positions, step) => {
      const order = positions.slice();
      for (let i = order.length - 1; i > 0; i--) {
        const j = Math.floor(uniform(i, step) * (i + 1));
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    });
  });
  const hits = [sorted, sorted.map((positions) => positions.toReversed()), steps, ...shuffled].map((orders) =>
    localHits(orders.flat(), rule),
  );
  return Array.from({ length: LOCAL_KS }, (_, index) => {
    const values = hits.map((list) => list[index]!);
    return { least: Math.min(...values), most: Math.max(...values), exact: false };
  });
}
