import { describe, expect, it } from 'vitest';
import { entropySink } from '../../src/metrics/entropy-sink.ts';
import { statsOf, traceOf } from '../trace/fixture.ts';

/** A trace whose first step has these raw probabilities. */
function traceWith(top: readonly number[]) {
  const trace = traceOf(top.length, [{ unmask: [] }]);
  const positions = [...top.keys()];
  const stats = statsOf(
    positions,
    positions.map(() => 7),
    top,
  );
  return { ...trace, steps: trace.steps.map((step) => ({ ...step, stats })) };
}

describe('entropySink', () => {
  it('sets the head against the rest', () => {
    // Head: six of 0.75, two of 0.25 → mean 0.625. Rest 0.125, 0.5, 0.25, 0.125 → median 0.1875.
    const sink = entropySink(traceWith([0.75, 0.75, 0.75, 0.75, 0.75, 0.75, 0.25, 0.25, 0.125, 0.5, 0.25, 0.125]));
    expect(Array.from(sink.positions)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(sink.confidence[0]).toBeCloseTo(0.75, 6);
    expect(sink.entropy[0]).toBeCloseTo(0.25, 6);
    expect(sink.headMean).toBeCloseTo(0.625, 6);
    expect(sink.restMedian).toBeCloseTo(0.1875, 6);
    expect(sink.index).toBeCloseTo(0.4375, 6);
  });

  it('takes the middle of an odd rest', () => {
    expect(entropySink(traceWith([...Array(8).fill(1), 0.25, 0.75, 0.5])).restMedian).toBeCloseTo(0.5, 6);
  });

  it('has no index for a short canvas and nothing without a step', () => {
    expect(entropySink(traceWith([0.5, 0.5]))).toMatchObject({ restMedian: null, index: null });
    const empty = entropySink(traceOf(4, []));
    expect(empty).toMatchObject({ headMean: null, restMedian: null, index: null });
    expect(empty.positions).toHaveLength(0);
  });

  it('stays with the first step', () => {
    const trace = traceOf(3, [{ unmask: [{ position: 0, tokenId: 7 }] }, { unmask: [] }]);
    expect(entropySink(trace).positions).toHaveLength(3);
  });
});
