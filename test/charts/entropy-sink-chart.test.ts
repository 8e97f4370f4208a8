import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entropySinkChart } from '../../src/charts/entropy-sink-chart.ts';
import { heatMapLayout } from '../../src/charts/heat-map.ts';
import { boxesOverlap, textBox } from '../../src/charts/text-layout.ts';
import { entropySink } from '../../src/metrics/entropy-sink.ts';
import type { DecodeTrace } from '../../src/trace/types.ts';
import { english } from '../../src/words/words.ts';
import { traceOf } from '../trace/fixture.ts';
import { scored } from './fixture.ts';
import { circles, lines, paths, texts } from './marks.ts';

const size = { width: 464, height: 166 };

function traceWith(confidence: number[]): DecodeTrace {
  const trace = traceOf(confidence.length, [{ unmask: [] }]);
  const stats = scored([...confidence.keys()], confidence, confidence);
  return { ...trace, steps: trace.steps.map((step) => ({ ...step, stats })) };
}

/** Eight of 0.75, then two of 0.25. */
const l = entropySink(traceWith([...Array(8).fill(0.75), 0.25, 0.25]));

describe('entropySinkChart', () => {
  it('places dots and levels by hand calculation', () => {
    // Plot 48 … 448 by 28 … 128: ten columns of 40 px, y = 128 − 100·p.
    const scene = entropySinkChart(l, size, { length: 10 }, english);
    const dots = circles(scene);
    expect(dots).toHaveLength(10);
    expect(dots[0]).toMatchObject({ cx: 68, tip: 'position 0: 0.750' });
    expect(dots[0]!.cy).toBeCloseTo(53, 4);
    expect(dots[9]!.cx).toBe(428);
    expect(dots[9]!.cy).toBeCloseTo(103, 4);
    const [head, rest] = lines(scene).filter((line) => line.dash !== undefined);
    expect(head).toMatchObject({ x1: 68, x2: 348 });
    expect(head!.y1).toBeCloseTo(53, 4);
    expect(rest).toMatchObject({ x1: 388, x2: 428 });
    expect(rest!.y1).toBeCloseTo(103, 4);
    const words = texts(scene).map((text) => text.text);
    expect(words).toContain('mean of the first 8: 0.75 · median of the rest: 0.25 · sink index 0.50');
  });

  it('lines up with the heat map', () => {
    const { positions } = heatMapLayout({ steps: 7, length: 10 }, { width: 464, height: 300 });
    circles(entropySinkChart(l, size, { length: 10 }, english)).forEach((dot, position) => {
      expect(dot.cx).toBeCloseTo(positions.centre(position), 9);
    });
  });

  it('keeps the whole canvas on the axis when the first step saw one block', () => {
    const [first, second] = circles(entropySinkChart(l, size, { length: 20 }, english));
    expect(second!.cx - first!.cx).toBeCloseTo(20, 9);
  });

  it('marks the position under the pointer with its value', () => {
    const scene = entropySinkChart(l, size, { length: 10, hovered: 9 }, english);
    expect(texts(scene).map((text) => text.text)).toContain('position 9: 0.250');
    expect(circles(scene)).toHaveLength(11);
    expect(entropySinkChart(l, size, { length: 10, hovered: 12 }, english)).toEqual(
      entropySinkChart(l, size, { length: 10 }, english),
    );
  });

  it('has axes and no curve before the first step', () => {
    const empty = entropySinkChart(entropySink(traceOf(10, [])), size, { length: 10 }, english);
    expect(paths(empty)).toHaveLength(0);
    const axes = lines(entropySinkChart(l, size, { length: 10 }, english)).filter((line) => line.dash === undefined);
    expect(lines(empty)).toEqual(axes);
  });

  it('has a line but no dots where 512 positions share the width', () => {
    const scene = entropySinkChart(entropySink(traceWith(Array(512).fill(0.5))), size, { length: 512 }, english);
    expect(circles(scene)).toHaveLength(0);
    expect(paths(scene)).toHaveLength(1);
  });

  it('never lets a label cover another, or leave the chart', () => {
    const confidences = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 120 });
    const pointer = fc.constantFrom(null, 0);
    fc.assert(
      fc.property(confidences, fc.constantFrom(320, 420, 560), pointer, (confidence, width, hovered) => {
        const options = { length: confidence.length, hovered };
        const scene = entropySinkChart(entropySink(traceWith(confidence)), { width, height: 200 }, options, english);
        const boxes = texts(scene)
          .filter((text) => text.rotate === undefined)
          .map(textBox);
        for (const [index, box] of boxes.entries()) {
          expect(box.right).toBeLessThanOrEqual(width);
          for (const other of boxes.slice(index + 1)) expect(boxesOverlap(box, other)).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });
});
