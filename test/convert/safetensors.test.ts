import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSafetensors, parseHeader } from '../../src/convert/safetensors.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import { floatTensor, type RawTensor, safetensorsBytes, temporaryFolder } from './fixture.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const raw = (dtype: string, shape: number[], content: Uint8Array): RawTensor => ({ dtype, shape, bytes: content });

function opened(content: Uint8Array) {
  const path = join(temporaryFolder(), 'model.safetensors');
  writeFileSync(path, content);
  return openSafetensors(path);
}

/** What opening a file of four data bytes under this header text says. */
function complaint(header: string): string {
  try {
    opened(safetensorsBytes({ any: raw('F32', [1], bytes(0, 0, 0, 0)) }, header)).close();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(DiffuscopeError);
    expect((thrown as DiffuscopeError).code).toBe('bad-checkpoint');
    return (thrown as DiffuscopeError).message;
  }
  return 'no complaint';
}

const entry = (dtype: unknown, shape: unknown, offsets: unknown) =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

describe('reading', () => {
  test('float32 in row ranges', () => {
    const file = opened(safetensorsBytes({ a: floatTensor('F32', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)) }));
    expect([...file.read('a', 3, 3)]).toEqual([4, 5, 6]);
    expect(file.tensors.get('a')?.shape).toEqual([2, 3]);
    file.close();
  });

  // IEEE 754 binary16: 1, −2, the largest 65504, the smallest normal 2⁻¹⁴, the smallest subnormal 2⁻²⁴, 1/3 rounded, −0.
  test('float16', () => {
    const words = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x8000);
    const file = opened(safetensorsBytes({ a: raw('F16', [7], new Uint8Array(words.buffer)) }));
    expect([...file.read('a', 0, 7)]).toEqual([1, -2, 65504, 2 ** -14, 2 ** -24, 0.333251953125, -0]);
    file.close();
  });

  // bfloat16 is the upper half of float32: 1 = 0x3f800000, −3 = 0xc0400000, 3.140625 = 0x40490000.
  test('bfloat16', () => {
    const words = Uint16Array.of(0x3f80, 0xc040, 0x4049, 0x0000);
    const file = opened(safetensorsBytes({ a: raw('BF16', [4], new Uint8Array(words.buffer)) }));
    expect([...file.read('a', 0, 4)]).toEqual([1, -3, 3.140625, 0]);
    file.close();
  });

  test('an integer tensor may stand in the file but not be read', () => {
    const file = opened(safetensorsBytes({ ids: raw('I64', [1], new Uint8Array(8)) }));
    expect(() => file.read('ids', 0, 1)).toThrow(/ids is I64; F32, F16 and BF16 can be read/);
    file.close();
  });

  test.each([
    ['F16', 0x7c00],
    ['F16', 0x7e00],
    ['BF16', 0x7f80],
  ])('%s infinity or NaN %i is refused', (dtype, word) => {
    const file = opened(safetensorsBytes({ a: raw(dtype, [1], new Uint8Array(Uint16Array.of(word).buffer)) }));
    expect(() => file.read('a', 0, 1)).toThrow(/not finite/);
    file.close();
  });
});

describe('hostile files', () => {
  test('a missing file', () => {
    expect(() => openSafetensors(join(temporaryFolder(), 'model.safetensors'))).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  test('shorter than a header', () => {
    expect(() => opened(bytes(1, 2, 3))).toThrow(/shorter than a header/);
  });

  test.each([
    ['beyond the file', 1000n, /claims 1000 bytes, more than the file has/],
    ['beyond 100 MB', 100_000_001n, /more than the format allows/],
    ['of 2⁶⁴ − 1', 2n ** 64n - 1n, /more than the format allows/],
  ])('a header length %s', (_, length, message) => {
    const content = Buffer.from(safetensorsBytes({}));
    content.writeBigUInt64LE(length);
    expect(() => opened(content)).toThrow(message);
  });

  test.each([
    ['not JSON', '{"a":', /not JSON/],
    ['an array', '[]', /not a JSON object/],
    ['null', 'null', /not a JSON object/],
    ['a name twice', `{"a":${entry('F32', [1], [0, 4])},"a":${entry('F32', [1], [0, 4])}}`, /holds "a" twice/],
    ['a name twice, once escaped', `{"a":${entry('F32', [1], [0, 4])},"\\u0061":1}`, /holds "a" twice/],
    ['a field twice', '{"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}', /holds "dtype" twice/],
    ['an unknown dtype', `{"a":${entry('F12', [1], [0, 4])}}`, /tensor a: dtype/],
    ['a dtype named like a method', `{"a":${entry('toString', [1], [0, 4])}}`, /tensor a: dtype/],
    ['a missing shape', '{"a":{"dtype":"F32","data_offsets":[0,4]}}', /tensor a: shape/],
    ['a negative size', `{"a":${entry('F32', [-1], [0, 4])}}`, /tensor a: shape\.0/],
    ['a fractional size', `{"a":${entry('F32', [0.5], [0, 4])}}`, /tensor a: shape\.0/],
    ['three offsets', `{"a":${entry('F32', [1], [0, 4, 8])}}`, /data_offsets/],
    ['offsets out of range', `{"a":${entry('F32', [2], [0, 8])}}`, /ends at byte 8 of 4/],
    ['offsets reversed', `{"a":${entry('F32', [1], [4, 0])}}`, /holds -4 bytes where F32 \[1\] needs 4/],
    ['a size that is not shape × dtype', `{"a":${entry('F16', [1], [0, 4])}}`, /holds 4 bytes where F16 \[1\] needs 2/],
    ['a product that overflows', `{"a":${entry('F32', [2 ** 40, 2 ** 40], [0, 4])}}`, /needs/],
    ['overlap', `{"a":${entry('F32', [1], [0, 4])},"b":${entry('F16', [1], [2, 4])}}`, /tensor b overlaps/],
    ['a hole', `{"a":${entry('F16', [1], [2, 4])}}`, /hole of 2 bytes before tensor a/],
    ['bytes of no tensor', `{"a":${entry('F16', [1], [0, 2])}}`, /2 bytes at its end belong to no tensor/],
    ['a prototype', `{"__proto__":${entry('F32', [2], [0, 8])}}`, /tensor __proto__ ends at byte 8/],
  ])('%s', (_, header, message) => {
    expect(complaint(header)).toMatch(message);
  });

  test('header bytes that are not UTF-8', () => {
    expect(() => parseHeader(bytes(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), 0, 'a')).toThrow(/not JSON/);
  });

  test('whatever the header, it is read or refused with a typed error, and what is read covers the data', () => {
    const size = fc.oneof(fc.nat(12), fc.integer(), fc.double());
    const header = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', '__metadata__'),
      fc.record({
        dtype: fc.constantFrom('F32', 'F16', 'U8', 'Q'),
        shape: fc.array(size),
        data_offsets: fc.array(size),
      }),
    );
    fc.assert(
      fc.property(header, fc.nat(16), (value, dataBytes) => {
        try {
          const tensors = parseHeader(new TextEncoder().encode(JSON.stringify(value)), dataBytes, 'file');
          const covered = [...tensors.values()].reduce((sum, t) => sum + t.data_offsets[1] - t.data_offsets[0], 0);
          expect(covered).toBe(dataBytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(DiffuscopeError);
        }
      }),
    );
  });
});
