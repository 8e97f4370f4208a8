/**
 * Counter-based randomness: a draw depends on nothing but its name (seed, step, position, stream), so that the same
 * seed gives the same trace on every machine, and leaving one draw out changes no other.
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), Philox4x32-10.
 */
import { DiffuscopeError } from '../model/error.ts';
import type { UniformSource } from './types.ts';

/** What a draw is for. */
export const STREAM = { token: 0, transfer: 1, order: 2, remask: 3, ties: 4 } as const;

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
/** Weyl increments of the key: the golden ratio and √3 − 1. */
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;

/** Upper 32 bits of the product of two unsigned 32-bit words. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** Philox4x32-10: four random words of a 128-bit counter under a 64-bit key, all as unsigned 32-bit words, low first. */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): Uint32Array {
  let [word0, word1, word2, word3] = counter;
  let [key0, key1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = highProduct(MULTIPLIER_0, word0);
    const low0 = Math.imul(MULTIPLIER_0, word0);
    const high1 = highProduct(MULTIPLIER_1, word2);
    const low1 = Math.imul(MULTIPLIER_1, word2);
    word0 = high1 ^ word1 ^ key0;
    word1 = low1;
    word2 = high0 ^ word3 ^ key1;
    word3 = low0;
    key0 = (key0 + KEY_STEP_0) >>> 0;
    key1 = (key1 + KEY_STEP_1) >>> 0;
  }
  return Uint32Array.of(word0, word1, word2, word3);
}

/**
 * A seed as the two words of a Philox key, low first.
 * @param seed decimal digits of an integer in [0, 2^64).
 * @throws DiffuscopeError `bad-settings`
 */
export function parseSeed(seed: string): [number, number] {
  const value = /^\d{1,20}$/.test(seed) ? BigInt(seed) : -1n;
  if (value < 0n || value >= 1n << 64n) {
    throw new DiffuscopeError(
      'bad-settings',
      `seed is "${seed.slice(0, 40)}"; it must be a whole number from 0 to 18446744073709551615.`,
      'Choose another seed.',
    );
  }
  return [Number(value & 0xffffffffn), Number(value >> 32n)];
}

/**
 * The uniforms of a run, multiples of 2^-24 in [0, 1): counter (step, position, stream, 0), key the seed.
 * @throws DiffuscopeError `bad-settings` for a malformed seed.
 */
export function createUniforms(seed: string): (step: number) => UniformSource {
  const key = parseSeed(seed);
  return (step) => (position, stream) => (philox4x32([step, position, stream, 0], key)[0]! >>> 8) * 2 ** -24;
}
