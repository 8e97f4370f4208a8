/** A question about many rows asked chunk by chunk, and the answers put together. */
import type { PositionStats, StatsRequest } from '../decode/types.ts';

/**
 * The question about rows [first, first + count). What forgets the pass before does so once, before the first chunk.
 * Not for `shadow`, whose rows are not those of the positions.
 */
export function chunkOf(request: StatsRequest, first: number, count: number): StatsRequest {
  const { positions, uniforms, maskMass, divergence, credit } = request;
  if (first === 0 && count === positions.length) return request;
  const restarts = <T extends { readonly restart: boolean }>(asked: T): T => ({
    ...asked,
    restart: asked.restart && first === 0,
  });
  return {
    ...request,
    positions: positions.slice(first, first + count),
    uniforms: uniforms?.slice(first, first + count) ?? null,
    ...(maskMass && { maskMass: maskMass.slice(first, first + count) }),
    ...(divergence && { divergence: restarts(divergence) }),
    ...(credit && { credit: restarts(credit) }),
  };
}

/** @param chunks one or more, in the order of the positions, each with the same fields. */
export function joinStats(chunks: readonly PositionStats[]): PositionStats {
  const [first, ...more] = chunks;
  if (first === undefined) throw new Error('no chunks');
  if (more.length === 0) return first;
  const fields = Object.entries(first).map(([name, value]) => [
    name,
    ArrayBuffer.isView(value) ? concatenated(chunks.map((chunk) => chunk[name as 'entropy'])) : value,
  ]);
  return Object.fromEntries(fields) as PositionStats;
}

function concatenated<T extends Float32Array | Float64Array>(arrays: readonly T[]): T {
  const joined = new (arrays[0]!.constructor as new (length: number) => T)(
    arrays.reduce((sum, { length }) => sum + length, 0),
  );
  let start = 0;
  for (const array of arrays) {
    joined.set(array, start);
    start += array.length;
  }
  return joined;
}
