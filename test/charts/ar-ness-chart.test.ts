import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arNessChart } from '../../src/charts/ar-ness-chart.ts';
import type { Scene } from '../../src/charts/scene.ts';
import { boxesOverlap, segmentMeetsBox, type TextMark, textBox } from '../../src/charts/text-layout.ts';
import { type ArNess, type ArNessValue, arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { english } from '../../src/words/words.ts';
import { smallTrace } from './fixture.ts';
import { circles, lines, paths, texts } from './marks.ts';

const size = { width: 560, height: 240 };
const small = arNess(smallTrace(), defaultConvention);

function withValues(local: (number | null)[], global: (number | null)[]): ArNess {
  const values = (list: (number | null)[]): ArNessValue[] => list.map((value, i) => ({ k: i + 1, hits: 1, value }));
  return { ...small, commits: 40, local: values(local), global: values(global) };
}

describe('arNessChart', () => {
  it('places points by hand calculation', () => {
    // The caption takes 2 lines of 16 px and a margin of 6: plots end at 240 − 38 − 38 (axis) = 164 and start at 40.
    // Local spans 48 … 48 + (560 − 28 − 48 − 40)·9/14 = 333.43, so k = 1 lies at 48 + 285.43·0.5/9 = 63.86.
    const scene = arNessChart(withValues([0.5, ...Array(8).fill(0)], [0.25, 0.5, 0.75, 1]), size, english);
    const [first] = circles(scene);
    expect(first!.cx).toBeCloseTo(63.857, 3);
    expect(first!.cy).toBeCloseTo(164 - 0.5 * 124, 9);
    // Global spans 373.43 … 532: k = 4 lies at 373.43 + 158.57·3.5/4 = 512.18; a value of 1 is on the line at y = 40.
    const last = circles(scene).at(-1)!;
    expect(last.cx).toBeCloseTo(512.179, 3);
    expect(last.cy).toBe(40);
  });

  it('draws the reference at 1 and says what it is', () => {
    const scene = arNessChart(small, size, english);
    expect(lines(scene).filter((line) => line.dash !== undefined && line.y1 === 40 && line.y2 === 40)).toHaveLength(2);
    expect(texts(scene).filter((text) => text.text === 'AR')).toHaveLength(2);
  });

  it('names convention, T and ties under the panels', () => {
    const words = texts(arNessChart(small, size, english)).map((text) => text.text);
    expect(words).toContain('Convention: ordered, T−k, all positions, steps by confidence');
    expect(words).toContain('T = 4 commits · ties decided 1 of 2 steps');
  });

  it('leaves gaps where a value is not defined', () => {
    const scene = arNessChart(
      withValues([0.9, 0.8, null, 0.6, 0.5, null, null, null, null], [0.5, 0.5, 0.5, 0.5]),
      size,
      english,
    );
    expect(paths(scene)[0]!.d.match(/M/g)).toHaveLength(2);
    expect(circles(scene)).toHaveLength(4 + 4);
  });

  it('keeps its axes in place from the empty state on', () => {
    const empty = arNessChart(arNess(smallTrace(), defaultConvention, 0), size, english);
    expect(texts(empty).filter((text) => text.text === 'no commits yet')).toHaveLength(2);
    expect(circles(empty)).toHaveLength(0);
    expect(lines(empty)).toEqual(lines(arNessChart(small, size, english)));
  });

  it('stacks the panels below 420 px', () => {
    const titles = (width: number) =>
      texts(arNessChart(small, { width, height: 440 }, english)).filter((text) => text.weight === 600);
    const [narrowLocal, narrowGlobal] = titles(419);
    expect(narrowGlobal!.y).toBeGreaterThan(narrowLocal!.y + 100);
    expect(narrowGlobal!.x).toBe(narrowLocal!.x);
    const [local, global] = titles(420);
    expect(global!.y).toBe(local!.y);
  });

  it('never lets texts overlap one another or value labels cover the curves', () => {
    const value = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 8 });
    const list = (length: number) => fc.array(value, { minLength: length, maxLength: length });
    fc.assert(
      fc.property(list(9), list(4), fc.constantFrom(320, 390, 420, 560, 900), (local, global, width) => {
        const scene = arNessChart(withValues(local, global), { width, height: width < 420 ? 440 : 240 }, english);
        expectClear(scene);
      }),
      { numRuns: 30 },
    );
  });
});

function expectClear(scene: Scene): void {
  const upright = texts(scene).filter((text) => text.rotate === undefined);
  for (const [index, text] of upright.entries()) {
    const box = textBox(text);
    expect(box.left).toBeGreaterThanOrEqual(-0.01);
    expect(box.right).toBeLessThanOrEqual(scene.width + 0.01);
    for (const other of upright.slice(index + 1)) {
      expect(boxesOverlap(box, textBox(other)), `${text.text} / ${other.text}`).toBe(false);
    }
  }
  const isValue = (text: TextMark) => text.fill === 'ink' && /^(\.\d\d|\d(\.\d\d)?)$/.test(text.text);
  const dots = circles(scene);
  for (const label of upright.filter(isValue)) {
    const box = textBox(label);
    for (const [index, to] of dots.slice(1).entries()) {
      const from = dots[index]!;
      const [k, next] = [from, to].map((dot) => Number(/k = (\d)/.exec(dot.tip!)![1]));
      if (next !== k! + 1 || from.fill !== to.fill) continue;
      expect(segmentMeetsBox({ x1: from.cx, y1: from.cy, x2: to.cx, y2: to.cy }, box)).toBe(false);
    }
  }
}

describe('orders inside the steps', () => {
  it('draws the range of every mean as a line through its point', () => {
    const range = { least: 0.25, most: 0.75, exact: false };
    const measured: ArNess = { ...small, local: [{ k: 1, hits: 2.5, value: 0.5, range }], global: [] };
    const scene = arNessChart(measured, size, english);
    const [point] = circles(scene);
    expect(point!.tip).toBe('k = 1: 0.500 on average, 0.250 to 0.750 or wider');
    // Plots end at 164 and are 124 high: 0.75 lies at 71, 0.25 at 133.
    expect(lines(scene)).toContainEqual(expect.objectContaining({ x1: point!.cx, x2: point!.cx, y1: 71, y2: 133 }));
  });

  it('says where the trace holds no ties to count', () => {
    const words = texts(arNessChart({ ...small, steps: 3, tieShare: null }, size, english)).map(({ text }) => text);
    expect(words).toContain(`T = ${small.commits} commits · ties not recorded`);
  });
});
