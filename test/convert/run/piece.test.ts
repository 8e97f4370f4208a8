import { closeSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noErrors } from '../../../src/convert/kernels/error-sums.ts';
import type { SourceFormat, SourceTensor } from '../../../src/convert/recipe.ts';
import { carryOut } from '../../../src/convert/run/piece.ts';
import { holds, type Region } from '../../../src/convert/run/region.ts';
import { Scratch } from '../../../src/convert/run/scratch.ts';
import { temporaryFolder, uniforms } from '../fixture.ts';

/** Bytes of each tensor of a recipe over [rows, columns]. */
function sizes(format: SourceFormat, rows: number, columns: number): number[] {
  const all = rows * columns;
  return {
    f32: [4 * all],
    'f32-transposed': [4 * all],
    u8: [all, 4 * rows, rows],
    q4: [all / 2, all / 8],
    q8: [all, all / 8],
    'q8-rows': [rows * (4 + columns)],
  }[format];
}

/** The bytes that a recipe stores, of values that come in pieces which begin at the rows `cuts`. */
function stored(format: SourceFormat, source: SourceTensor, values: Float32Array, cuts: readonly number[] = [0]) {
  const [total, columns = 1] = source.shape as [number, number?];
  const lengths = sizes(format, source.rows?.count ?? total, columns);
  const path = join(temporaryFolder(), 'out');
  const descriptor = openSync(path, 'w+');
  ftruncateSync(
    descriptor,
    lengths.reduce((a, b) => a + b, 0),
  );
  const places = lengths.map((_, i) => ({ file: 0, offset: lengths.slice(0, i).reduce((a, b) => a + b, 0) }));
  const consumer = { label: 'out', format, source, places };
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const regions: Region[] = [];
  const scratch = new Scratch();
  for (const [i, firstRow] of cuts.entries()) {
    const rows = (cuts[i + 1] ?? total) - firstRow;
    const piece = { tensor: source.name, type: 'F32', at: firstRow * columns * 4, firstRow, rows, columns } as const;
    const work = { fit: 'absmax', scratch, errors: noErrors() } as const;
    regions.push(...carryOut({ ...piece, consumers: [0] }, consumer, bytes, [descriptor], work)!);
  }
  expect(regions.every((region) => holds(descriptor, region, new Uint8Array(10)))).toBe(true);
  expect(regions.reduce((sum, { bytes: run, count }) => sum + run * count, 0)).toBe(lengths.reduce((a, b) => a + b, 0));
  closeSync(descriptor);
  return new Uint8Array(readFileSync(path));
}

const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];

/** Entry (r, c) is 10·r + c. */
const numbered = (rows: number, columns: number) =>
  Float32Array.from({ length: rows * columns }, (_, i) => 10 * Math.floor(i / columns) + (i % columns));

describe('by hand', () => {
  const tensor = (rows: number, columns: number) => ({ name: 't', shape: [rows, columns] });

  test('as it is, and transposed', () => {
    expect(floats(stored('f32', tensor(2, 3), numbered(2, 3)))).toEqual([0, 1, 2, 10, 11, 12]);
    expect(floats(stored('f32-transposed', tensor(2, 3), numbered(2, 3), [0, 1]))).toEqual([0, 10, 1, 11, 2, 12]);
  });

  test('some of the rows', () => {
    const source = { ...tensor(4, 2), rows: { start: 1, count: 2 } };
    expect(floats(stored('f32', source, numbered(4, 2), [0, 2]))).toEqual([10, 11, 20, 21]);
  });

  test('heads of two rows', () => {
    const source = { ...tensor(6, 1), headRows: { headSize: 2, order: [2, 0, 1] } };
    for (const cuts of [[0], [0, 1, 4], [0, 1, 2, 3, 4, 5]]) {
      expect(floats(stored('f32', source, numbered(6, 1), cuts))).toEqual([40, 50, 0, 10, 20, 30]);
    }
  });

  test('a vector of heads', () => {
    const source = { name: 't', shape: [4], headRows: { headSize: 2, order: [1, 0] } };
    expect(floats(stored('f32', source, Float32Array.of(1, 2, 3, 4)))).toEqual([3, 4, 1, 2]);
  });

  test('heads of two columns', () => {
    const source = { ...tensor(2, 4), headColumns: { headSize: 2, order: [1, 0] } };
    expect(floats(stored('f32', source, numbered(2, 4)))).toEqual([2, 3, 0, 1, 12, 13, 10, 11]);
  });
});

/** The matrix that a source describes, put together entry by entry. */
function rearranged({ shape, rows, headRows, headColumns }: SourceTensor, values: Float32Array): Float32Array {
  const [total, columns] = shape as [number, number];
  const { start, count } = rows ?? { start: 0, count: total };
  const from = (index: number, heads: SourceTensor['headRows']) =>
    heads === undefined
      ? index
      : heads.order[Math.floor(index / heads.headSize)]! * heads.headSize + (index % heads.headSize);
  return Float32Array.from({ length: count * columns }, (_, i) => {
    const row = start + from(Math.floor(i / columns), headRows);
    return values[row * columns + from(i % columns, headColumns)]!;
  });
}

const FORMATS = ['f32', 'f32-transposed', 'u8', 'q4', 'q8', 'q8-rows'] as const;

test.each(FORMATS)('%s: pieces, heads and rows in any order give what the whole matrix gives', (format) => {
  const heads = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
  const parameters = fc.record({
    seed: fc.nat(1000),
    headRows: fc.option(heads, { nil: undefined }),
    headColumns: fc.option(heads, { nil: undefined }),
    rows: fc.option(fc.record({ start: fc.nat(5), count: fc.constant(12) }), { nil: undefined }),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(parameters, ({ seed, headRows, headColumns, rows, cuts }) => {
      const random = uniforms(seed);
      const values = Float32Array.from({ length: 17 * 96 }, () => random() * 2 - 1);
      const total = rows === undefined ? 12 : 17;
      const source: SourceTensor = {
        name: 't',
        shape: [total, 96],
        ...(rows && { rows }),
        ...(headRows && { headRows: { headSize: 4, order: headRows } }),
        ...(headColumns && { headColumns: { headSize: 32, order: headColumns } }),
      };
      const whole = stored(format, { name: 't', shape: [12, 96] }, rearranged(source, values));
      const begun = [0, ...cuts.filter((cut) => cut < total).sort((a, b) => a - b)];
      expect(stored(format, source, values.subarray(0, total * 96), begun)).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test('a row that is longer than what is decoded at once', () => {
  const random = uniforms(1);
  const values = Float32Array.from({ length: 2 * 20_000 }, () => random() - 0.5);
  expect(floats(stored('f32', { name: 't', shape: [2, 20_000] }, values))).toEqual([...values]);
});
