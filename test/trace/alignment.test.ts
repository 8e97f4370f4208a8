import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alignment, alignedStep } from '../../src/trace/alignment.ts';

describe('alignedStep', () => {
  it('by step: as many steps, at most its own', () => {
    expect([0, 10, 24, 96].map((cursor) => alignedStep('step', cursor, 96, 24))).toEqual([0, 10, 24, 24]);
  });

  it('by fraction: the same share of its own, rounded', () => {
    // 24 of 96 steps: 1 → 0.25, 2 → 0.5, 48 → 12, 95 → 23.75.
    expect([0, 1, 2, 48, 95, 96].map((cursor) => alignedStep('fraction', cursor, 96, 24))).toEqual([
      0, 0, 1, 12, 24, 24,
    ]);
    expect(alignedStep('fraction', 0, 0, 0)).toBe(0);
  });

  it('begins and ends with the cursor and never goes back', () => {
    const shape = fc.record({ extent: fc.nat(200), share: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(shape, fc.constantFrom<Alignment>('step', 'fraction'), ({ extent, share }, alignment) => {
        const steps = Math.floor(extent * share);
        const shown = Array.from({ length: extent + 1 }, (_, cursor) => alignedStep(alignment, cursor, extent, steps));
        expect(shown[0]).toBe(0);
        expect(shown[extent]).toBe(steps);
        expect(shown).toEqual([...shown].sort((a, b) => a - b));
      }),
    );
  });
});
