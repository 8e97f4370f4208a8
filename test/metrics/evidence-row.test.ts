import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/metrics/evidence-row.ts';

describe('rowOf', () => {
  it('is the index of the position, or −1', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40), { maxLength: 20 }), fc.nat(40), (list, position) => {
        const positions = Int32Array.from(list).sort();
        expect(rowOf({ positions }, position)).toBe(positions.indexOf(position));
      }),
    );
  });
});
