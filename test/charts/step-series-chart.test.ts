import { describe, expect, it } from 'vitest';
import { stepSeriesChart } from '../../src/charts/step-series-chart.ts';
import type { StepSummary } from '../../src/metrics/step-series.ts';
import { english } from '../../src/words/words.ts';
import { lines, paths, texts } from './marks.ts';

// Two panels of 400 px width (48 … 448): confidence 28 … 127, entropy 159 … 262; four steps of 100 px.
const size = { width: 464, height: 300 };

function step(index: number, mean: number | null, entropy: number | null): StepSummary {
  return {
    step: index,
    masked: mean === null ? 0 : 2,
    meanConfidence: mean,
    minConfidence: mean === null ? null : mean - 0.25,
    maxConfidence: mean === null ? null : mean + 0.25,
    meanEntropy: entropy,
    overwritten: 0,
    committed: 1,
    remasked: 0,
    ties: 0,
  };
}

const series = [step(0, 0.5, 2), step(1, 0.75, 1), step(2, null, null), step(3, 0.5, 0.5)];

describe('stepSeriesChart', () => {
  it('draws mean, band and entropy by hand calculation', () => {
    const [band, confidence, entropy] = paths(stepSeriesChart(series, size, {}, english));
    // y = 127 − 99·p: 0.5 → 77.5, 0.75 → 52.75. Entropy to 2 nats: y = 262 − 51.5·H.
    expect(confidence!.d).toBe('M98,77.5L198,52.75M398,77.5Z');
    expect(entropy!.d).toBe('M98,159L198,210.5M398,236.25Z');
    // Upper edge first (0.75, 1), then the lower one back (0.5, 0.25).
    expect(band!.d).toMatch(/^M98,52\.75L198,28L198,77\.5L98,102\.25Z/);
  });

  it('puts the cursor after the steps shown', () => {
    const cursor = lines(stepSeriesChart(series, size, { cursor: 2 }, english)).filter((line) => line.stroke === 'ink');
    expect(cursor.map(({ x1, x2 }) => [x1, x2])).toEqual([
      [248, 248],
      [248, 248],
    ]);
  });

  it('takes the planned steps for its axis and is drawn without any', () => {
    const [, confidence] = paths(stepSeriesChart(series, size, { stepCount: 8 }, english));
    expect(confidence!.d.startsWith('M73,77.5L123,52.75')).toBe(true);
    const empty = stepSeriesChart([], size, { stepCount: 8 }, english);
    expect(paths(empty).every(({ d }) => d === '')).toBe(true);
    expect(texts(empty).map((text) => text.text)).toContain('8');
    expect(empty.description).toBe('No steps yet.');
  });
});
