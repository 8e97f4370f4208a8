import type { Network, ShadowForward } from '../../../src/engine/network/network.ts';

/** One forward pass that gives all logits at once, [M·V] row-major, the caller's to keep. */
export type Forward = (inputIds: Int32Array, rows: Int32Array) => Promise<Float32Array>;

/** A network of one function, for what stands on a network. */
export function networkOf(logitsOf: Forward, shadowOf?: ShadowForward): Network {
  return {
    async *pass(inputIds, rows) {
      const logits = await logitsOf(inputIds, rows);
      yield { first: 0, count: rows.length, read: async () => logits };
    },
    async warmUp(inputIds) {
      await logitsOf(inputIds, Int32Array.of(0));
    },
    shadowOf,
    release: async () => {},
  };
}
