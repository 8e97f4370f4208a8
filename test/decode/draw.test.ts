import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawInIntegers, drawWithMask } from '../../src/decode/draw.ts';

const scratch = (row: readonly number[]) => new Float64Array(row.length);
const drawOf = (logits: readonly number[], uniform: number, mask?: { id: number; share: number }): number =>
  drawInIntegers(Float64Array.from(logits), Math.max(...logits), 1, scratch(logits), uniform, mask);

describe('with a share for the mask', () => {
  test('by hand', () => {
    // Four tokens of a quarter each, half of the mass for id 1: cumulated .125, .75, .875, 1.
    const even = [0, 0, 0, 0];
    const mask = { id: 1, share: 0.5 };
    const drawn = [0, 0.124, 0.125, 0.5, 0.749, 0.75, 0.874, 0.875, 0.999].map((uniform) =>
      drawOf(even, uniform, mask),
    );
    expect(drawn).toEqual([0, 0, 1, 1, 1, 2, 2, 3, 3]);
  });

  test('of 1 it is always the mask, of 0 never one without weight', () => {
    const logits = [0, 0, Number.NEGATIVE_INFINITY];
    for (const uniform of [0, 0.3, 1 - 2 ** -24]) {
      expect(drawOf(logits, uniform, { id: 2, share: 1 })).toBe(2);
      expect(drawOf(logits, uniform, { id: 2, share: 0 })).not.toBe(2);
      expect(drawOf(logits, uniform, { id: 0, share: 1 })).toBe(0);
    }
  });

  test('is the draw in floats but where the uniform is within 1e-5 of a boundary', () => {
    const logit = fc.float({ min: -8, max: 8, noNaN: true });
    const cases = fc.record({
      logits: fc.array(logit, { minLength: 2, maxLength: 20 }),
      place: fc.nat(),
      share: fc.constantFrom(0, 0.008, 0.3, 0.75, 1),
      word: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
    });
    fc.assert(
      fc.property(cases, ({ logits, place, share, word }) => {
        const uniform = word * 2 ** -24;
        const id = place % logits.length;
        const largest = Math.max(...logits);
        const weights = Float64Array.from(logits, (x) => Math.exp(x - largest));
        const total = weights.reduce((a, b) => a + b, 0);
        const inFloats = [0, -1e-5, 1e-5].map((shift) =>
          drawWithMask(weights, total, share, id, Math.min(Math.max(uniform + shift, 0), 1 - 2 ** -24)),
        );
        expect(inFloats).toContain(drawOf(logits, uniform, { id, share }));
      }),
      { numRuns: 2000 },
    );
  });
});
