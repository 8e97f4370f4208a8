import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entropySink } from '../../src/metrics/entropy-sink.ts';
import { EOS, PAD, statsOf, traceOf } from '../trace/fixture.ts';

/** A trace whose first step has these raw probabilities; the likeliest token of the tail ends the text. */
function traceWith(top: readonly number[], tail = 0) {
  const trace = traceOf(top.length, [{ unmask: [] }]);
  const positions = [...top.keys()];
  const stats = statsOf(
    positions,
    positions.map((position) => (position < top.length - tail ? 7 : position % 2 === 0 ? PAD : EOS)),
    top,
  );
  return { ...trace, steps: trace.steps.map((step) => ({ ...step, stats })) };
}

const times = (count: number, ...values: number[]): number[] => Array(count).fill(values).flat();

describe('entropySink', () => {
  it('finds the foot of the L', () => {
    // Behind the first 8: 0.25 and 0.375 by turns, twelve of them: median 0.3125, deviation 0.0625, so up to 0.375.
    // Running medians: at 5 of (.875 .875 .875 .25 .375) = 0.875; at 6 of (.875 .875 .25 .375 .25) = 0.375: here it begins.
    const sink = entropySink(traceWith([...times(6, 0.875), ...times(7, 0.25, 0.375)]));
    expect(sink.length).toBe(6);
    expect(sink.plateau).toMatchObject({ start: 6, end: 20 });
    expect(sink.plateau!.median).toBeCloseTo(0.3125, 6);
    expect(sink.plateau!.spread).toBeCloseTo(0.0625, 6);
    // Head: six of 0.875, 0.25, 0.375: mean 0.734375.
    expect(sink.headMean).toBeCloseTo(0.734375, 6);
    expect(sink.index).toBeCloseTo(0.421875, 6);
    expect(sink.confidence[0]).toBeCloseTo(0.875, 6);
    expect(sink.entropy[0]).toBeCloseTo(0.125, 6);
  });

  it('overlooks single sure tokens on the plateau, and ends it where the tail of end tokens begins', () => {
    // Behind the first 8: 0.25 but for a 1 at 14, and six of 1 from 24 on: median 0.25, deviation 0, so up to 0.3.
    // At 23 the running median is that of (.25 .25 .25 1 1) = 0.25, at 24 of (.25 .25 1 1 1) = 1.
    const sink = entropySink(traceWith([...times(10, 1), ...times(4, 0.25), 1, ...times(9, 0.25), ...times(6, 1)]));
    expect(sink.length).toBe(10);
    expect(sink.plateau).toMatchObject({ start: 10, end: 24 });
    expect(sink.plateau!.median).toBeCloseTo(0.25, 6);
    expect(sink.plateau!.spread).toBeCloseTo(0, 6);
    expect(sink.index).toBeCloseTo(0.75, 6);
  });

  it('leaves out the tail that ends the text', () => {
    // Behind the first 8, eight of 0.25, and a tail of twenty: with it, the median would be 1.
    const top = [...times(8, 1), ...times(8, 0.25), ...times(20, 1)];
    expect(entropySink(traceWith(top, 20)).plateau).toMatchObject({ start: 8, end: 16 });
    expect(entropySink(traceWith(top)).plateau).toMatchObject({ start: 0, end: 36 });
    expect(entropySink(traceWith(times(20, 1), 20))).toMatchObject({ plateau: null });
  });

  it('is no sink where all positions are alike', () => {
    expect(entropySink(traceWith(times(20, 0.5)))).toMatchObject({
      length: 0,
      index: 0,
      plateau: { start: 0, end: 20 },
    });
  });

  it('has no plateau where confidence never settles', () => {
    // Low from 8 on, for five positions.
    expect(entropySink(traceWith([...times(8, 1), ...times(5, 0.125)]))).toMatchObject({
      plateau: null,
      length: null,
      index: null,
    });
  });

  it('has nothing for a short canvas or without a step', () => {
    const none = { plateau: null, length: null, index: null };
    expect(entropySink(traceWith([0.5, 0.5]))).toMatchObject(none);
    const empty = entropySink(traceOf(4, []));
    expect(empty).toMatchObject({ headMean: null, ...none });
    expect(empty.positions).toHaveLength(0);
  });

  it('stays with the first step', () => {
    const trace = traceOf(3, [{ unmask: [{ position: 0, tokenId: 7 }] }, { unmask: [] }]);
    expect(entropySink(trace).positions).toHaveLength(3);
  });

  it('has its plateau inside the canvas, at least 8 long, and an index in [−1, 1]', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }), (top) => {
        const { plateau, length, index } = entropySink(traceWith(top));
        if (plateau === null) return index === null && length === null;
        return (
          plateau.start === length &&
          plateau.end <= top.length &&
          plateau.end - plateau.start >= 8 &&
          Math.abs(index!) <= 1
        );
      }),
    );
  });
});
