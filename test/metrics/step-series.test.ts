import { expect, it } from 'vitest';
import { stepSeries } from '../../src/metrics/step-series.ts';
import { MASK, statsOf, traceOf } from '../trace/fixture.ts';

it('summarises every step over the positions it scored', () => {
  const sketch = traceOf(2, [
    {
      unmask: [
        { position: 0, tokenId: 7 },
        { position: 1, tokenId: MASK },
      ],
      boundary: { ties: 2, gap: 0 },
    },
    { unmask: [{ position: 1, tokenId: 8 }], remask: [0] },
    { unmask: [{ position: 0, tokenId: 8 }] },
    { unmask: [] },
  ]);
  const trace = {
    ...sketch,
    steps: sketch.steps.map((step, index) =>
      index === 0 ? { ...step, stats: statsOf([0, 1], [7, 8], [0.25, 0.75]) } : step,
    ),
  };
  const [first, second, , last] = stepSeries(trace);
  expect(first!.meanConfidence).toBeCloseTo(0.5, 6);
  expect(first!.minConfidence).toBeCloseTo(0.25, 6);
  expect(first!.maxConfidence).toBeCloseTo(0.75, 6);
  expect(first!.meanEntropy).toBeCloseTo(0.5, 6); // the fixture's entropies are 1 − p: 0.75 and 0.25
  expect(first).toMatchObject({ step: 0, masked: 2, committed: 1, remasked: 0, ties: 2 });
  expect(second).toMatchObject({ step: 1, masked: 1, committed: 1, remasked: 1, ties: 0 });
  expect(last).toEqual({
    step: 3,
    masked: 0,
    meanConfidence: null,
    minConfidence: null,
    maxConfidence: null,
    meanEntropy: null,
    committed: 0,
    overwritten: 0,
    remasked: 0,
    ties: 0,
  });
});

it('counts tokens written over others, and not those written again', () => {
  const write = (tokenId: number) => ({ unmask: [{ position: 0, tokenId }] });
  const series = stepSeries(traceOf(2, [write(7), write(7), write(8)]));
  expect(series.map(({ committed, overwritten }) => [committed, overwritten])).toEqual([
    [1, 0],
    [1, 0],
    [1, 1],
  ]);
});

it('leaves out tokens that a revising strategy has scored too', () => {
  const sketch = traceOf(2, [{ unmask: [{ position: 0, tokenId: 7 }] }, { unmask: [] }]);
  const steps = sketch.steps.map((step) => ({ ...step, stats: statsOf([0, 1], [7, 8], [0.25, 0.75]) }));
  const [first, second] = stepSeries({ ...sketch, steps });
  expect(first).toMatchObject({ masked: 2, minConfidence: expect.closeTo(0.25, 6) });
  expect(second).toMatchObject({ masked: 1, minConfidence: expect.closeTo(0.75, 6) });
});
