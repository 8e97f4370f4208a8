import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteRange, byteCount, missingPieces, withRange } from '../../../src/engine/storage/byte-ranges.ts';

const joined = (ranges: readonly ByteRange[]) =>
  ranges.reduce<readonly ByteRange[]>((all, each) => withRange(all, each), []);

/** The same as a set of numbers. */
const bytesIn = (ranges: readonly ByteRange[]): number[] =>
  [...new Set(ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)))].sort(
    (a, b) => a - b,
  );

const range = fc.tuple(fc.nat(60), fc.nat(20)).map(([start, length]): ByteRange => ({ start, end: start + length }));

describe('withRange', () => {
  it('joins ranges that touch or overlap', () => {
    expect(
      joined([
        { start: 0, end: 4 },
        { start: 8, end: 12 },
        { start: 4, end: 8 },
      ]),
    ).toEqual([{ start: 0, end: 12 }]);
    expect(
      joined([
        { start: 5, end: 9 },
        { start: 0, end: 2 },
      ]),
    ).toEqual([
      { start: 0, end: 2 },
      { start: 5, end: 9 },
    ]);
    expect(joined([{ start: 3, end: 3 }])).toEqual([]);
  });

  it('holds the bytes of a set, ascending and apart, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const all = joined(ranges);
        expect(bytesIn(all)).toEqual(bytesIn(ranges));
        expect(byteCount(all)).toBe(bytesIn(ranges).length);
        for (const [index, { start, end }] of all.entries()) {
          expect(end).toBeGreaterThan(start);
          if (index > 0) expect(start).toBeGreaterThan(all[index - 1]!.end);
        }
      }),
    );
  });
});

describe('missingPieces', () => {
  it('cuts what is missing', () => {
    expect(missingPieces([{ start: 10, end: 20 }], 45, 10)).toEqual([
      { start: 0, end: 10 },
      { start: 20, end: 30 },
      { start: 30, end: 40 },
      { start: 40, end: 45 },
    ]);
    expect(missingPieces([{ start: 0, end: 45 }], 45, 10)).toEqual([]);
  });

  it('is the complement, in pieces that are not too large', () => {
    fc.assert(
      fc.property(
        fc.array(range, { maxLength: 8 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 30 }),
        (ranges, bytes, most) => {
          const have = joined(ranges);
          const pieces = missingPieces(have, bytes, most);
          const there = new Set(bytesIn(have));
          const missing = Array.from({ length: bytes }, (_, i) => i).filter((i) => !there.has(i));
          expect(pieces.flatMap((piece) => bytesIn([piece]))).toEqual(missing);
          for (const { start, end } of pieces) expect(end - start).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
