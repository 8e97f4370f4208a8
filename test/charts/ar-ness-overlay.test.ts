import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArNessSeries, arNessOverlay, spread } from '../../src/charts/ar-ness-overlay.ts';
import { type ArNess, arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { english } from '../../src/words/words.ts';
import { smallTrace } from './fixture.ts';
import { circles, paths, texts } from './marks.ts';

const size = { width: 446, height: 240 };
const small = arNess(smallTrace(), defaultConvention);
const constant = (value: number, tieShare = 0): ArNess => ({
  ...small,
  tieShare,
  local: Array.from({ length: 9 }, (_, index) => ({ k: index + 1, hits: 1, value })),
  global: Array.from({ length: 4 }, (_, index) => ({ k: index + 1, hits: 1, value })),
});
const series = (...values: ArNess[]): ArNessSeries[] =>
  values.map((arNess, index) => ({ index, letter: 'ABCD'[index]!, arNess }));

describe('arNessOverlay', () => {
  it('draws a line a panel for each pane, with its own colour, dash and letter', () => {
    const scene = arNessOverlay(series(constant(1), constant(0.5), constant(0)), size, english);
    const drawn = paths(scene).filter(({ d }) => d !== '');
    expect(drawn.map(({ stroke }) => stroke)).toEqual([
      'series-1',
      'series-2',
      'series-3',
      'series-1',
      'series-2',
      'series-3',
    ]);
    expect(new Set(drawn.map(({ dash }) => dash)).size).toBe(3);
    const letters = texts(scene).filter(({ text }) => /^[ABC]$/.test(text));
    expect(letters.map(({ text }) => text)).toEqual(['A', 'B', 'C', 'A', 'B', 'C']);
  });

  it('places points by hand calculation', () => {
    // Two lines of caption: the plots end at 240 − 32 − 38 − 6 = 164 and start at 26. A unit of k is
    // (446 − 48 − 14 − 52)/13 = 25.54 px wide: k = 1 of local lies at 48 + 12.77.
    const [first] = circles(arNessOverlay(series(constant(0.5)), size, english));
    expect(first!.cx).toBeCloseTo(60.769, 3);
    expect(first!.cy).toBeCloseTo(95, 9);
  });

  it('names the convention and the share of ties of each pane', () => {
    const words = texts(arNessOverlay(series(constant(1, 0.976), constant(0.2, 0)), size, english)).map(
      ({ text }) => text,
    );
    expect(words).toContain('Convention: ordered, T−k, all positions, steps by confidence');
    expect(words).toContain('Steps that ties decided: A 98 % · B 0 %');
  });

  it('says that there is nothing yet', () => {
    const none = { ...constant(0), commits: 0 };
    const scene = arNessOverlay(series(none), size, english);
    expect(circles(scene)).toEqual([]);
    expect(texts(scene).filter(({ text }) => text === 'no commits yet')).toHaveLength(2);
    expect(scene.description).toBe('No steps yet.');
  });
});

describe('spread', () => {
  it.each([
    [
      [10, 12, 50],
      [10, 23, 50],
    ],
    [
      [95, 96],
      [87, 100],
    ],
    [
      [50, 50],
      [50, 63],
    ],
    [[], []],
  ])('%j', (places, moved) => {
    expect(spread(places, 13, 0, 100)).toEqual(moved);
  });

  it('keeps the order and the distance, inside the bounds', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 4 }), (places) => {
        const moved = spread(places, 13, 0, 100);
        const sorted = [...moved].sort((a, b) => a - b);
        for (const [index, place] of sorted.entries()) {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(100);
          if (index > 0) expect(place - sorted[index - 1]!).toBeGreaterThanOrEqual(13 - 1e-9);
        }
        for (const [i, a] of places.entries())
          for (const [j, b] of places.entries()) if (a < b) expect(moved[i]!).toBeLessThan(moved[j]!);
      }),
    );
  });
});
