import { describe, expect, it } from 'vitest';
import { orderDifference, orderDifferencePosition } from '../../src/charts/order-difference.ts';
import { english } from '../../src/words/words.ts';
import { paths, texts } from './marks.ts';

// Four positions: the base goes left to right, B the other way round, C has position 3 masked.
const base = { letter: 'A', ranks: Float64Array.of(0, 1 / 3, 2 / 3, 1) };
const strips = [
  { letter: 'B', paint: 'series-2', ranks: Float64Array.of(1, 2 / 3, 1 / 3, 0), tau: -1 },
  { letter: 'C', paint: 'series-3', ranks: Float64Array.of(0, 0.5, 1, Number.NaN), tau: null },
] as const;
const size = { width: 306, height: 130 };
const scene = orderDifference(base, strips, size, english);

describe('orderDifference', () => {
  it('colours each position by how much earlier or later it was, by hand', () => {
    // The plot spans 48 … 306 − 58 = 248: cells of 50. B: +1, +⅓, −⅓, −1, levels 8, 3, −3, −8 of 8;
    // C: 0, +⅙, +⅓, none, levels –, 1, 3, –.
    const cells = paths(scene).map(({ d, opacity, fill }) => ({
      from: Number(/^M([\d.]+)/.exec(d)![1]),
      opacity,
      fill,
    }));
    const [earlier, later] = ['#2a9d8f', '#c9822b'];
    expect(cells).toEqual([
      { from: 48, opacity: 1, fill: later },
      { from: 98, opacity: 0.375, fill: later },
      { from: 148, opacity: 0.375, fill: earlier },
      { from: 198, opacity: 1, fill: earlier },
      { from: 98, opacity: 0.125, fill: later },
      { from: 148, opacity: 0.375, fill: later },
    ]);
  });

  it('says τ beside each strip, and all of it to a screen reader', () => {
    const words = texts(scene).map(({ text }) => text);
    expect(words).toEqual(expect.arrayContaining(['B', 'τ −1.00', 'C', 'τ –', 'earlier than in A', 'later']));
    expect(scene.description).toBe('Order of B against A: Kendall’s τ −1.00. Order of C against A: Kendall’s τ –.');
  });

  it('finds the position under a pixel', () => {
    expect([40, 48, 97, 98, 247, 250].map((x) => orderDifferencePosition(4, 306, x))).toEqual([null, 0, 0, 1, 3, null]);
  });
});
