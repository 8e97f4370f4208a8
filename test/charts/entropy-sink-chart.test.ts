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

/** Eight of 0.75, then eight of 0.25: a sink of 8 and a plateau as long. */
const l = entropySink(traceWith([...Array(8).fill(0.75), ...Array(8).fill(0.25)]));

describe('entropySinkChart', () => {
  it('places dots and levels by hand calculation', () => {
    // Plot 48 … 448 by 28 … 128: 16 columns of 25 px, y = 128 − 100·p.
    const scene = entropySinkChart(l, size, { length: 16 }, english);
    const dots = circles(scene);
    expect(dots).toHaveLength(16);
    expect(dots[0]).toMatchObject({ cx: 60.5, tip: 'position 0: 0.750' });
    expect(dots[0]!.cy).toBeCloseTo(53, 4);
    expect(dots[9]!.cx).toBe(285.5);
    expect(dots[9]!.cy).toBeCloseTo(103, 4);
    const [foot, head] = lines(scene).filter((line) => line.dash !== undefined);
    // The plateau from the start of column 8 to the end of column 15, then the head from dot 0 to dot 7.
    expect(foot).toMatchObject({ x1: 248, x2: 448 });
    expect(foot!.y1).toBeCloseTo(103, 4);
    expect(head).toMatchObject({ x1: 60.5, x2: 235.5 });
    expect(head!.y1).toBeCloseTo(53, 4);
    // Where the sink ends.
    expect(lines(scene)).toContainEqual(
      expect.objectContaining({ x1: 248, x2: 248, y1: 28, y2: 128, stroke: 'series-2' }),
    );
    const words = texts(scene).map((text) => text.text);
    expect(words).toContain('first 8: 0.75 · sink: 8 tokens · plateau: 0.25 · index 0.50');
  });

  it('lines up with the heat map', () => {
    const { positions } = heatMapLayout({ steps: 7, length: 16 }, { width: 464, height: 300 });
    circles(entropySinkChart(l, size, { length: 16 }, english)).forEach((dot, position) => {
      expect(dot.cx).toBeCloseTo(positions.centre(position), 9);
    });
  });

  it('keeps the whole canvas on the axis when the first step saw one block', () => {
    const [first, second] = circles(entropySinkChart(l, size, { length: 20 }, english));
    expect(second!.cx - first!.cx).toBeCloseTo(20, 9);
  });

  it('marks the position under the pointer with its value', () => {
    const scene = entropySinkChart(l, size, { length: 16, hovered: 9 }, english);
    expect(texts(scene).map((text) => text.text)).toContain('position 9: 0.250');
    expect(circles(scene)).toHaveLength(17);
    expect(entropySinkChart(l, size, { length: 16, hovered: 17 }, english)).toEqual(
      entropySinkChart(l, size, { length: 16 }, english),
    );
  });

  it('has axes and no curve before the first step', () => {
    const empty = entropySinkChart(entropySink(traceOf(16, [])), size, { length: 16 }, english);
    expect(paths(empty)).toHaveLength(0);
    const axes = lines(entropySinkChart(l, size, { length: 16 }, english)).filter(
      ({ stroke }) => stroke !== 'series-2',
    );
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
