import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../../src/convert/source/folder.ts';
import { parseHeader, readShard } from '../../../src/convert/source/safetensors.ts';
import { DiffuscopeError } from '../../../src/model/error.ts';
import { floatTensor, type RawTensor, safetensorsBytes, temporaryFolder } from '../fixture.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const raw = (dtype: string, shape: number[], content: Uint8Array): RawTensor => ({ dtype, shape, bytes: content });

function opened(content: Uint8Array) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'model.safetensors'), content);
  const source = openFolder(folder);
  return readShard(source, source.files.get('model.safetensors')!);
}

/** What opening a file of four data bytes under this header text says. */
async function complaint(header: string): Promise<string> {
  try {
    await opened(safetensorsBytes({ any: raw('F32', [1], bytes(0, 0, 0, 0)) }, header));
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(DiffuscopeError);
    expect((thrown as DiffuscopeError).code).toBe('bad-checkpoint');
    return (thrown as DiffuscopeError).message;
  }
  return 'no complaint';
}

const entry = (dtype: unknown, shape: unknown, offsets: unknown) =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

test('a header, and what stands before the data', async () => {
  const content = safetensorsBytes({ a: floatTensor('F32', [2, 3], new Float32Array(6)) });
  const { head, tensors, file } = await opened(content);
  expect(file.bytes).toBe(content.length);
  expect(Buffer.from(head).equals(content.subarray(0, content.length - 24))).toBe(true);
  expect([...tensors]).toEqual([['a', { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] }]]);
});

test('a header that is longer than the first read', async () => {
  const names = Array.from({ length: 4000 }, (_, i) => `${'x'.repeat(40)}${i}`);
  const tensors = Object.fromEntries(names.map((name) => [name, raw('U8', [1], bytes(1))]));
  const shard = await opened(safetensorsBytes(tensors));
  expect(shard.head.length).toBeGreaterThan(2 ** 18);
  expect([...shard.tensors.keys()]).toEqual(names);
});

describe('hostile files', () => {
  test('shorter than a header', async () => {
    await expect(opened(bytes(1, 2, 3))).rejects.toThrow(/shorter than a header/);
  });

  test.each([
    ['beyond the file', 1000n, /claims 1000 bytes, more than the file has/],
    ['beyond 100 MB', 100_000_001n, /more than the format allows/],
    ['of 2⁶⁴ − 1', 2n ** 64n - 1n, /more than the format allows/],
  ])('a header length %s', async (_, length, message) => {
    const content = Buffer.from(safetensorsBytes({}));
    content.writeBigUInt64LE(length);
    await expect(opened(content)).rejects.toThrow(message);
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
  ])('%s', async (_, header, message) => {
    expect(await complaint(header)).toMatch(message);
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
