import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockStarts, timelineBars } from '../../src/charts/timeline-bars.ts';
import { type StepSummary, stepSeries } from '../../src/metrics/step-series.ts';
import { traceOf } from '../trace/fixture.ts';

const commit = (position: number) => ({ position, tokenId: 7 });

describe('timelineBars', () => {
  it('places bars by hand calculation', () => {
    const series = stepSeries(
      traceOf(4, [{ unmask: [commit(0), commit(1), commit(2)] }, { unmask: [commit(3)], remask: [0] }]),
    );
    // Four steps planned on 80 px: cells of 20, bars of 19. Three up and one down share 40 px: 10 px a token.
    const { bars, baseline } = timelineBars(series, 4, { width: 80, height: 40 });
    expect(baseline).toBe(30);
    expect(bars).toEqual([
      {
        step: 0,
        x: 0,
        width: 19,
        committed: 3,
        committedY: 0,
        overwritten: 0,
        overwrittenY: 0,
        remasked: 0,
        remaskedY: 30,
      },
      {
        step: 1,
        x: 20,
        width: 19,
        committed: 1,
        committedY: 20,
        overwritten: 0,
        overwrittenY: 20,
        remasked: 1,
        remaskedY: 40,
      },
    ]);
  });

  it('divides the upper bar where tokens were overwritten', () => {
    const series = stepSeries(
      traceOf(2, [{ unmask: [commit(0)] }, { unmask: [commit(1), { position: 0, tokenId: 8 }] }]),
    );
    // Two commits of 10 px; one of them overwrites.
    const { bars } = timelineBars(series, 2, { width: 20, height: 20 });
    expect(bars[1]).toMatchObject({ committed: 2, committedY: 0, overwritten: 1, overwrittenY: 10 });
  });

  it('gives one token a height of its own where the timeline is low', () => {
    const steps = [
      { unmask: Array.from({ length: 20 }, (_, at) => commit(at)) },
      { unmask: [commit(20)], remask: [0] },
    ];
    // 20 up and one down share 10.5 px: half a pixel a token, which becomes two.
    const { bars, baseline } = timelineBars(stepSeries(traceOf(21, steps)), 2, { width: 20, height: 10.5, least: 2 });
    expect(baseline).toBe(10);
    expect(bars[0]).toMatchObject({ committedY: 0, remaskedY: 10 });
    expect(bars[1]).toMatchObject({ committedY: 8, remaskedY: 12 });
  });

  it('finds the step under a pixel, among those recorded', () => {
    const bars = timelineBars(stepSeries(traceOf(2, [{ unmask: [commit(0)] }])), 4, { width: 80, height: 10 });
    expect([0, 19, 20, -1].map(bars.stepAt)).toEqual([0, 0, null, null]);
    expect(bars.centreX(0)).toBe(10);
  });

  it('uses the whole height for commits while nothing is remasked', () => {
    const { bars, baseline } = timelineBars(stepSeries(traceOf(2, [{ unmask: [commit(0)] }])), 2, {
      width: 20,
      height: 10,
    });
    expect(baseline).toBe(10);
    expect(bars[0]!.committedY).toBe(0);
  });

  it('is flat, not broken, where nothing was committed', () => {
    const { bars } = timelineBars(stepSeries(traceOf(2, [{ unmask: [] }])), 2, { width: 20, height: 10 });
    expect(bars[0]).toMatchObject({ committedY: 10, remaskedY: 10 });
    expect(timelineBars([], 0, { width: 20, height: 10 }).bars).toEqual([]);
  });

  it('finds the cursor again from its pixel', () => {
    const none: StepSummary[] = [];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 512 }),
        fc.nat(),
        fc.integer({ min: 50, max: 2000 }),
        (count, at, width) => {
          const timeline = timelineBars(none, count, { width, height: 10 });
          const cursor = at % (count + 1);
          expect(timeline.cursorAt(timeline.cursorX(cursor))).toBe(cursor);
          expect(timeline.cursorAt(-50)).toBe(0);
          expect(timeline.cursorAt(width + 50)).toBe(count);
        },
      ),
    );
  });
});

describe('blockStarts', () => {
  it('are the steps that go on to another block', () => {
    expect(blockStarts([0, 0, 1, 1, 3].map((block) => ({ block })))).toEqual([2, 4]);
    expect(blockStarts([])).toEqual([]);
  });
});
