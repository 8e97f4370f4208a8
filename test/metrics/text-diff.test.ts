import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenDiff } from '../../src/metrics/text-diff.ts';

describe('tokenDiff', () => {
  it('by hand: one taken out, one put in', () => {
    expect(tokenDiff([1, 2, 3, 4], [1, 3, 4, 5])).toEqual([
      { kind: 'same', base: [0], other: [0] },
      { kind: 'removed', base: [1], other: [] },
      { kind: 'same', base: [2, 3], other: [1, 2] },
      { kind: 'added', base: [], other: [3] },
    ]);
  });

  it('has no parts between empty texts, and one between equal ones', () => {
    expect(tokenDiff([], [])).toEqual([]);
    expect(tokenDiff([7, 8], Int32Array.of(7, 8))).toEqual([{ kind: 'same', base: [0, 1], other: [0, 1] }]);
  });

  it('tells two unrelated long texts apart as a whole', () => {
    const [base, other] = [Array(1500).fill(1), Array(1500).fill(2)];
    expect(tokenDiff(base, other).map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });

  it('goes through both texts once, in order, with equal tokens where it says so', () => {
    const text = fc.array(fc.nat(3), { maxLength: 20 });
    fc.assert(
      fc.property(text, text, (base, other) => {
        const parts = tokenDiff(base, other);
        expect(parts.flatMap((part) => part.base)).toEqual([...base.keys()]);
        expect(parts.flatMap((part) => part.other)).toEqual([...other.keys()]);
        for (const part of parts) {
          if (part.kind !== 'same') continue;
          expect(part.base.map((index) => base[index])).toEqual(part.other.map((index) => other[index]));
        }
      }),
    );
  });
});
