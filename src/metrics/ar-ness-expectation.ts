/**
 * Mean hits of AR-ness@k over all orders of the tokens inside their steps, each order equally likely. Exact, and without
 * listing the orders: by linearity a mean is a sum of probabilities, one per slot of the order and token that may fill it.
 */
import { GLOBAL_KS, LOCAL_KS, type LocalRule } from './ar-ness-hits.ts';
import type { CommitGroup, CommitOrder } from './commit-order.ts';

/** The slots of an order and which tokens may fill them. */
interface Slots {
  /** [T] index of the group that fills each slot. */
  readonly groupOf: readonly number[];
  /** Number of tokens of each group. */
  readonly sizes: readonly number[];
  /** Groups that hold a position: one, or several where every commit counts. */
  readonly holders: ReadonlyMap<number, readonly number[]>;
}

function slotsOf(groups: readonly CommitGroup[]): Slots {
  const holders = new Map<number, number[]>();
  for (const [index, { positions }] of groups.entries()) {
    for (const position of positions) {
      const list = holders.get(position);
      if (list === undefined) holders.set(position, [index]);
      else list.push(index);
    }
  }
  return {
    groupOf: groups.flatMap(({ positions }, index) => positions.map(() => index)),
    sizes: groups.map(({ positions }) => positions.length),
    holders,
  };
}

/** Stands for the prompt, whose slots −1, −2, … hold the positions −1, −2, …. */
const PROMPT = -1;

/** [9] mean hits of local@1…. O(T·n·k) for steps of n tokens. */
export function expectedLocalHits(groups: readonly CommitGroup[], rule: LocalRule): number[] {
  const slots = slotsOf(groups);
  const hits = new Array<number>(LOCAL_KS).fill(0);
  slots.groupOf.forEach((own, slot) => {
    const reach = rule.prompt ? LOCAL_KS : Math.min(LOCAL_KS, slot);
    for (const position of groups[own]!.positions) {
      if (rule.match === 'ordered') addOrdered(hits, slots, slot, position, reach);
      else addSets(hits, slots, slot, position, reach);
    }
  });
  return hits;
}

/** The token at `slot` − i must be `position` − i. Tokens of one group are drawn without replacement. */
function addOrdered(hits: number[], slots: Slots, slot: number, position: number, reach: number): void {
  let chance = 1 / slots.sizes[slots.groupOf[slot]!]!;
  let drawn = 1;
  for (let k = 1; k <= reach; k++) {
    const group = slots.groupOf[slot - k] ?? PROMPT;
    if (group === PROMPT) {
      if (slot !== position) return;
    } else {
      if (!slots.holders.get(position - k)?.includes(group)) return;
      drawn = group === slots.groupOf[slot - k + 1] ? drawn + 1 : 1;
      chance /= slots.sizes[group]! - drawn + 1;
    }
    hits[k - 1]! += chance;
  }
}

/**
 * The tokens of the k slots before must be the k positions before in any order: every group must hold as many of these
 * positions as it has slots there, m of its n tokens, which happens with chance 1/C(n, m).
 */
function addSets(hits: number[], slots: Slots, slot: number, position: number, reach: number): void {
  const own = slots.groupOf[slot]!;
  const wanted = new Map<number, number>();
  let chance = 1 / slots.sizes[own]!;
  for (let k = 1; k <= reach; k++) {
    const group = slots.groupOf[slot - k] ?? PROMPT;
    const m = (wanted.get(group) ?? 0) + 1;
    wanted.set(group, m);
    if (group !== PROMPT) {
      // C(n, m) = C(n, m − 1)·(n − m + 1)/m; the token at `slot` itself is no longer in the draw.
      const n = slots.sizes[group]! - (group === own ? 1 : 0);
      chance *= m / (n - m + 1);
    }
    const ways = assignments(slots, wanted, position, k);
    if (ways > 0) hits[k - 1]! += ways * chance;
  }
}

/** Ways to take the positions `position` − k … `position` − 1 from the groups that hold them, `wanted` from each. */
function assignments(slots: Slots, wanted: Map<number, number>, position: number, k: number): number {
  if (k === 0) return 1;
  const target = position - k;
  const holders = target < 0 ? [PROMPT] : (slots.holders.get(target) ?? []);
  let ways = 0;
  for (const group of holders) {
    const left = wanted.get(group) ?? 0;
    if (left === 0) continue;
    wanted.set(group, left - 1);
    ways += assignments(slots, wanted, position, k - 1);
    wanted.set(group, left);
  }
  return ways;
}

export interface GlobalHits {
  /** [4] for k = 1…. */
  readonly mean: readonly number[];
  /** [4] over all orders; left to right reaches the most in every step, right to left the least. */
  readonly least: readonly number[];
  readonly most: readonly number[];
}

/**
 * Hits of global@1… over all orders, exactly: a token with a masks to its left that stay, and b that its own step
 * commits too, hits at k if fewer than k − a of those b come after it; their number is uniform on 0 … b.
 */
export function expectedGlobalHits({ groups, length }: CommitOrder): GlobalHits {
  const zeros = () => new Array<number>(GLOBAL_KS).fill(0);
  const hits = { mean: zeros(), least: zeros(), most: zeros() };
  const committed = new Uint8Array(length);
  for (const { positions, reopened } of groups) {
    const ascending = positions.toSorted((a, b) => a - b);
    const overwritten = new Set(positions.filter((position) => committed[position] === 1));
    for (const position of positions) committed[position] = 1;
    let p = 0;
    let staying = 0;
    let together = 0;
    for (const position of ascending) {
      for (; p < position; p++) if (committed[p] === 0) staying++;
      for (let k = staying + 1; k <= GLOBAL_KS; k++) {
        hits.mean[k - 1]! += Math.min(1, (k - staying) / (together + 1));
        hits.most[k - 1]! += 1;
        if (staying + together < k) hits.least[k - 1]! += 1;
      }
      if (!overwritten.has(position)) together++;
    }
    for (const position of reopened) committed[position] = 0;
  }
  return hits;
}
