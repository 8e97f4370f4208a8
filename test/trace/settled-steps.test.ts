import { describe, expect, it } from 'vitest';
import { defaultConvention } from '../../src/metrics/ar-ness.ts';
import { commitOrder } from '../../src/metrics/commit-order.ts';
import { flipCounts } from '../../src/metrics/flip-counts.ts';
import { stepSeries } from '../../src/metrics/step-series.ts';
import { tokenLifetimes } from '../../src/metrics/token-lifetimes.ts';
import { stepChanges } from '../../src/state/revisions.ts';
import { parseTrace, traceToJson } from '../../src/trace/json.ts';
import { movedOn, settledSteps } from '../../src/trace/settled-steps.ts';
import { grownInside, MASK } from './fixture.ts';

const write = (position: number, tokenId: number) => ({ position, tokenId });

const trace = grownInside();
/** The same commits without the word of the insertion. */
const sketch = { ...trace, steps: trace.steps.map(({ inserted, ...step }) => step) };

describe('a canvas that grows inside', () => {
  it('moves on what stands behind the new slots', () => {
    const moved = (tokens: number[], at: number, count: number) => [
      ...movedOn(Int32Array.from(tokens), { at, count }, MASK),
    ];
    expect(moved([7, MASK, 8, 5, MASK, MASK], 1, 2)).toEqual([7, MASK, MASK, MASK, 8, 5]);
    // What is pushed behind the end is lost.
    expect(moved([7, 6, 5], 0, 1)).toEqual([7, MASK, 6]);
    expect(moved([7, 6, 5], 0, 9)).toEqual([7, MASK, MASK]);
    expect(moved([7, 6, 5], 2, 1)).toEqual([7, 6, 5]);
  });

  it('has each token committed once, where it came to stand', () => {
    expect(settledSteps(trace, 4).map(({ unmask, remask }) => [unmask, remask])).toEqual([
      [[write(0, 7)], []],
      [[write(4, 8)], []],
      [[write(5, 9)], []],
      [[write(2, 6)], []],
    ]);
    expect(settledSteps(trace, 2)[1]!.unmask).toEqual([write(2, 8)]);
    expect(settledSteps(sketch, 4)).toEqual(sketch.steps);
  });

  it('is no revision, and no commit of its own', () => {
    expect(flipCounts(trace)).toMatchObject({ total: 0, remasks: 0, overwrites: 0 });
    expect(tokenLifetimes(trace)).toHaveLength(4);
    expect(commitOrder(trace, defaultConvention, 4).groups.flatMap(({ positions }) => positions)).toEqual([0, 4, 5, 2]);
    expect(stepSeries(trace)[2]).toMatchObject({ committed: 1, overwritten: 0, remasked: 0 });
    expect(stepChanges(trace, 2)).toMatchObject({ committed: 1, overwritten: 0, remasked: 0 });
    // Not knowing of the insertion, it would be one.
    expect(flipCounts(sketch).total).toBe(1);
  });

  it('is kept in the file, and checked', () => {
    const json = traceToJson(trace);
    expect(parseTrace(json).steps.map(({ inserted }) => inserted)).toEqual([
      undefined,
      undefined,
      { at: 1, count: 2 },
      undefined,
    ]);
    for (const wrong of ['[1,0]', '[6,1]', '[1]', '"x"', '[1,-1]']) {
      expect(() => parseTrace(json.replace('"inserted":[1,2]', `"inserted":${wrong}`))).toThrow(
        expect.objectContaining({ code: 'bad-trace' }),
      );
    }
  });
});
