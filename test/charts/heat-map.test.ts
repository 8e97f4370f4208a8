import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceColour, entropyColour } from '../../src/charts/colour.ts';
import { heatMapFrame, heatMapLayout, heatMapScene } from '../../src/charts/heat-map.ts';
import { entropyScale, heatMapCells, heatMapColour, heatMapPixels } from '../../src/charts/heat-map-cells.ts';
import { english } from '../../src/words/words.ts';
import { statsOf, traceOf } from '../trace/fixture.ts';
import { smallTrace } from './fixture.ts';
import { paths, texts } from './marks.ts';

const trace = smallTrace();
const none = Number.NaN;
const size = { width: 464, height: 166 };

describe('heatMapCells', () => {
  it('holds what each step scored and NaN elsewhere', () => {
    expect([...heatMapCells(trace, 'confidence').values]).toEqual([1, 0.25, 0.5, 0.25, none, 0.5, none, 0.25]);
    expect([...heatMapCells(trace, 'entropy').values]).toEqual([0, 2.5, 1, 2.25, none, 1.5, none, 0.5]);
  });

  it('ranks the masked by the score of the strategy, equals sharing a place', () => {
    expect([...heatMapCells(trace, 'rank').values]).toEqual([1, 3, 2, 3, none, 1, none, 2]);
  });

  it('stops after the steps asked for, its scale being of the whole trace', () => {
    const cells = heatMapCells({ ...trace, steps: [...trace.steps].reverse() }, 'entropy', 1);
    expect(cells).toMatchObject({ steps: 1, length: 4, max: 3 });
    expect(cells.values).toHaveLength(4);
    expect(heatMapCells(trace, 'entropy', 0).values).toHaveLength(0);
    expect(heatMapCells(trace, 'entropy', 99).steps).toBe(2);
  });

  it('scales entropy to whole nats, one at least', () => {
    expect(entropyScale(trace)).toBe(3);
    expect(entropyScale(traceOf(4, []))).toBe(1);
  });
});

describe('heatMapPixels', () => {
  it('is RGBA with blank cells transparent', () => {
    const pixels = heatMapPixels(heatMapCells(trace, 'confidence'));
    expect(pixels).toHaveLength(2 * 4 * 4);
    const sure = confidenceColour(1);
    expect([...pixels.subarray(0, 4)]).toEqual(
      [1, 3, 5].map((at) => Number.parseInt(sure.slice(at, at + 2), 16)).concat(255),
    );
    expect([...pixels.subarray(16, 20)]).toEqual([0, 0, 0, 0]);
  });
});

describe('heatMapColour', () => {
  it('gives the surest the same colour in every mode', () => {
    const sure = confidenceColour(1);
    expect(heatMapColour(1, { mode: 'confidence', max: 1 })).toBe(sure);
    expect(heatMapColour(0, { mode: 'entropy', max: 3 })).toBe(sure);
    expect(heatMapColour(1, { mode: 'rank', max: 4 })).toBe(sure);
    expect(heatMapColour(4, { mode: 'rank', max: 4 })).toBe(entropyColour(1, 1));
    expect(heatMapColour(1, { mode: 'rank', max: 1 })).toBe(sure);
  });
});

describe('heatMapLayout', () => {
  it('divides the plot by hand calculation', () => {
    // Plot 48 … 448 by 28 … 128.
    const layout = heatMapLayout({ steps: 5, length: 4 }, size);
    expect(layout.positions.start(1)).toBe(148);
    expect(layout.steps.start(2)).toBe(68);
    expect(layout.cellAt(149, 69)).toEqual({ step: 2, position: 1 });
    expect(layout.cellAt(47, 69)).toBeNull();
    expect(layout.cellAt(149, 129)).toBeNull();
  });

  it('finds every cell again from its centre', () => {
    const count = fc.integer({ min: 1, max: 512 });
    fc.assert(
      fc.property(
        count,
        count,
        fc.integer({ min: 320, max: 1200 }),
        fc.nat(),
        fc.nat(),
        (steps, length, width, a, b) => {
          const layout = heatMapLayout({ steps, length }, { width, height: width / 2 });
          const cell = { step: a % steps, position: b % length };
          expect(layout.cellAt(layout.positions.centre(cell.position), layout.steps.centre(cell.step))).toEqual(cell);
        },
      ),
    );
  });
});

describe('heatMapScene', () => {
  it('draws one path per colour and joins neighbours of one colour', () => {
    // Two rows of 50 px (28 … 128), four columns of 100 px (48 … 448).
    const even = {
      ...trace,
      steps: [{ ...trace.steps[0]!, stats: statsOf([0, 1, 2, 3], [7, 7, 7, 7], [0.5, 0.5, 1, 0.5]) }, trace.steps[1]!],
    };
    const cells = paths(heatMapScene(even, 'confidence', size, english));
    expect(cells.map(({ fill, d }) => [fill, d])).toEqual([
      [confidenceColour(0.5), 'M48,28H248V78H48ZM348,28H448V78H348ZM148,78H248V128H148Z'],
      [confidenceColour(1), 'M248,28H348V78H248Z'],
      [confidenceColour(0.25), 'M348,78H448V128H348Z'],
    ]);
  });

  it('stays small at 512 × 512', () => {
    const positions = [...Array(512).keys()];
    const confidence = positions.map((position) => ((position * 37) % 512) / 512 + 1 / 1024);
    const step = {
      ...trace.steps[0]!,
      stats: statsOf(
        positions,
        positions.map(() => 7),
        confidence,
      ),
    };
    const large = { ...trace, request: { ...trace.request, canvasLength: 512 }, steps: Array(512).fill(step) };
    const scene = heatMapScene(large, 'confidence', { width: 560, height: 560 }, english);
    expect(scene.marks.length).toBeLessThan(400);
    expect(paths(scene).reduce((sum, { d }) => sum + d.match(/M/g)!.length, 0)).toBeGreaterThan(256 * 512);
  });
});

describe('heatMapFrame', () => {
  const frame = { mode: 'entropy', max: 5 } as const;

  it('titles both axes and the colours, with units', () => {
    const words = texts(heatMapFrame({ steps: 96, length: 96 }, size, frame, english)).map((text) => text.text);
    expect(words).toEqual(
      expect.arrayContaining(['position (tokens after the prompt)', 'steps', 'entropy (nats)', '0', '5']),
    );
  });

  it('outlines the last step shown and what the pointer is on', () => {
    const shape = { steps: 5, length: 4 };
    expect(paths(heatMapFrame(shape, size, frame, english))).toHaveLength(0);
    const cursor = paths(heatMapFrame(shape, size, { ...frame, cursor: 2 }, english));
    expect(new Set(cursor.map(({ d }) => d))).toEqual(new Set(['M48,48H448V68H48Z']));
    const hovered = paths(heatMapFrame(shape, size, { ...frame, hovered: { position: 1, step: 0 } }, english));
    expect(new Set(hovered.map(({ d }) => d))).toEqual(new Set(['M148,28H248V128H148Z', 'M148,28H248V48H148Z']));
  });
});
