/**
 * Normal values as bfloat16 patterns, fast: each is looked up by 16 random bits in a table of the normal distribution's
 * quantiles. Counter-based, so that any stretch of a tensor can be made alone: element i depends on nothing but the
 * tensor's key and i.
 */
import { createHash } from 'node:crypto';

/** Two words that a tensor's values follow from. */
export type TensorKey = readonly [number, number];

export function tensorKey(seed: string, name: string): TensorKey {
  const digest = createHash('sha256').update(`${seed}\n${name}`).digest();
  return [digest.readUInt32LE(0), digest.readUInt32LE(4) | 1];
}

/** One for every pattern of 16 bits. */
const QUANTILES = 2 ** 16;

/** [65536] bfloat16 patterns: the quantiles (i + ½)/65536 of the normal distribution of this mean and deviation. */
export function normalTable(mean: number, deviation: number): Uint16Array {
  const table = new Uint16Array(QUANTILES);
  for (let i = 0; i < QUANTILES; i++) table[i] = bfloat16(mean + deviation * normalQuantile((i + 0.5) / QUANTILES));
  return table;
}

/**
 * Elements [start, start + values.length) of a tensor.
 * @param start even: a random word makes two elements.
 */
export function fillNormal(values: Uint16Array, table: Uint16Array, [origin, stride]: TensorKey, start: number): void {
  const pairs = values.length >>> 1;
  let counter = (Math.imul(start / 2, stride) + origin) >>> 0;
  for (let i = 0; i < pairs; i++) {
    const word = mix(counter);
    counter = (counter + stride) | 0;
    values[2 * i] = table[word & 0xffff]!;
    values[2 * i + 1] = table[word >>> 16]!;
  }
  if (values.length % 2 === 1) values[values.length - 1] = table[mix(counter) & 0xffff]!;
}

/** A permutation of the 32-bit words. Source: MurmurHash3 `fmix32` (Austin Appleby, public domain). */
function mix(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The upper half of the float32, rounded to nearest, ties to even. */
function bfloat16(value: number): number {
  float[0] = value;
  return (word[0]! + 0x7fff + ((word[0]! >>> 16) & 1)) >>> 16;
}

/** Φ⁻¹(p) within 4.5e-4. Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23. */
function normalQuantile(p: number): number {
  const tail = Math.min(p, 1 - p);
  const t = Math.sqrt(-2 * Math.log(tail));
  const up = 2.515517 + t * (0.802853 + t * 0.010328);
  const down = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  const x = t - up / down;
  return p < 0.5 ? -x : x;
}
