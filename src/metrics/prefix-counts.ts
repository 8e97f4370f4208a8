/** How many of some whole numbers lie below a bound, while numbers come and go. Source: Fenwick 1994 (binary indexed tree). */

export interface PrefixCounts {
  /** Takes `times` more of a number, negative for fewer. O(log size). */
  add(value: number, times: number): void;
  /** How many of those there lie in [0, end); `end` may be anything. O(log size). */
  below(end: number): number;
}

/** @param size the numbers are in [0, size). */
export function createPrefixCounts(size: number): PrefixCounts {
  /** Node i, from 1, counts the numbers in [i − (lowest set bit of i), i). */
  const tree = new Int32Array(size + 1);
  return {
    add(value, times) {
      for (let node = value + 1; node <= size; node += node & -node) tree[node]! += times;
    },
    below(end) {
      let count = 0;
      for (let node = Math.min(size, end); node > 0; node -= node & -node) count += tree[node]!;
      return count;
    },
  };
}
