import { describe, expect, test } from 'vitest';
import { areFinite, decodeFloats, type FloatType } from '../../../src/convert/kernels/decode.ts';

function decoded(type: FloatType, bytes: Uint8Array, at: number, count: number): Float32Array {
  const values = new Float32Array(count);
  decodeFloats(type, bytes, at, count, new Int32Array(values.buffer));
  return values;
}

const bytesOf = (words: Uint16Array | Uint32Array | Float32Array) => new Uint8Array(words.buffer);

// IEEE 754 binary16: 1, −2, the largest 65504, the smallest normal 2⁻¹⁴, the smallest subnormal 2⁻²⁴, 1/3 rounded, −0.
const HALVES = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x8000);
// bfloat16 is the upper half of float32: 1 = 0x3f800000, −3 = 0xc0400000, 3.140625 = 0x40490000.
const BFLOATS = Uint16Array.of(0x3f80, 0xc040, 0x4049, 0x0000);

describe.each([
  ['F16', bytesOf(HALVES), [1, -2, 65504, 2 ** -14, 2 ** -24, 0.333251953125, -0]],
  ['BF16', bytesOf(BFLOATS), [1, -3, 3.140625, 0]],
  ['F32', bytesOf(Float32Array.of(1.5, -0.1, 3e38)), [1.5, Math.fround(-0.1), Math.fround(3e38)]],
] as const)('%s', (type, bytes, values) => {
  test('gives its values', () => {
    expect([...decoded(type, bytes, 0, values.length)]).toEqual(values);
  });

  test('from any byte on', () => {
    const width = bytes.length / values.length;
    for (const shift of [1, 2, 3]) {
      const moved = new Uint8Array(bytes.length + shift);
      moved.set(bytes, shift);
      expect([...decoded(type, moved, shift + width, values.length - 1)]).toEqual(values.slice(1));
    }
  });
});

test.each([
  ['F16', Uint16Array.of(0, 0x7c00)],
  ['F16', Uint16Array.of(0, 0xfe00)],
  ['BF16', Uint16Array.of(0, 0x7f80)],
  ['BF16', Uint16Array.of(0, 0xffc0)],
  ['F32', Uint32Array.of(0, 0x7f800000)],
  ['F32', Uint32Array.of(0, 0xff800001)],
] as const)('an infinity or no number at all of %s is seen', (type, words) => {
  const [first, both] = [1, 2].map((count) => decoded(type, bytesOf(words), 0, count));
  expect(areFinite(new Int32Array(first!.buffer))).toBe(true);
  expect(areFinite(new Int32Array(both!.buffer))).toBe(false);
});

test('the largest numbers are finite', () => {
  expect(areFinite(Int32Array.of(0x7f7fffff, 0xff7fffff | 0))).toBe(true);
});
