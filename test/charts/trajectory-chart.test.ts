import { describe, expect, it } from 'vitest';
import { trajectoryChart, trajectorySteps } from '../../src/charts/trajectory-chart.ts';
import { english } from '../../src/words/words.ts';
import { circles, lines, paths, texts } from './marks.ts';

// Two panels of (140 − 12 − 32) / 2 = 48 px: confidence 16 … 64, entropy 91 … 139; five steps of 20 px from 2 on.
const size = { width: 104, height: 140 };
const options = { position: 7, stepCount: 5, maxEntropy: 4 };
const points = [
  { step: 0, confidence: 0.5, entropy: 2 },
  { step: 1, confidence: 1, entropy: 0 },
  { step: 3, confidence: 0.25, entropy: 4 },
];

describe('trajectoryChart', () => {
  it('draws both curves by hand calculation, with a gap where nothing was scored', () => {
    const scene = trajectoryChart(points, [], size, options, english);
    expect(paths(scene).map(({ d }) => d)).toEqual(['M12,40L32,16', 'M72,52Z', 'M12,115L32,139', 'M72,91Z']);
    expect(trajectorySteps(5, 104).indexAt(71)).toBe(3);
  });

  it('marks a step with its numbers, and events by shape', () => {
    const events = [
      { step: 0, change: 'commit' },
      { step: 1, change: 'remask' },
      { step: 3, change: 'overwrite' },
    ] as const;
    const scene = trajectoryChart(points, events, size, { ...options, step: 1 }, english);
    expect(texts(scene).map(({ text }) => text)).toEqual(['confidence', '1.000', 'entropy', '0.000 nats']);
    expect(lines(scene).filter(({ x1, x2 }) => x1 === x2)).toHaveLength(2);
    // Two points of the marked step, and the dot of the commit.
    expect(circles(scene).map(({ cx, cy }) => [cx, cy])).toEqual([
      [32, 16],
      [32, 139],
      [12, 70],
    ]);
    expect(scene.marks).toContainEqual(expect.objectContaining({ kind: 'rect', x: 69, y: 67 }));
    expect(paths(scene).at(-1)!.d).toMatch(/^M29,70a/);
    expect(scene.description).toBe('Confidence 0.50 in step 1, 0.25 in step 4. Commits: 1, overwrites: 1, remasks: 1.');
  });

  it('says so where no step scored the position', () => {
    const scene = trajectoryChart([], [], size, options, english);
    expect(paths(scene)).toEqual([]);
    expect(scene.description).toBe('No step has recorded numbers for this position.');
  });
});
