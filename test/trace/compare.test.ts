import { describe, expect, it } from 'vitest';
import type { Boundary } from '../../src/decode/types.ts';
import { compareTraces } from '../../src/trace/compare.ts';
import { traceOf } from './fixture.ts';

const step = (position: number, tokenId = 7, boundary: Boundary = { ties: 0, gap: 0.5 }) => ({
  unmask: [{ position, tokenId }],
  boundary,
});
const near: Boundary = { ties: 0, gap: 9e-6 };

describe('compareTraces', () => {
  const straight = traceOf(3, [step(0), step(1), step(2)]);

  it('finds a trace identical to itself, whatever the order inside a step', () => {
    const both = [
      { position: 0, tokenId: 7 },
      { position: 1, tokenId: 8 },
    ] as const;
    const a = traceOf(2, [{ unmask: both }]);
    const b = traceOf(2, [{ unmask: both.toReversed() }]);
    expect(compareTraces(a, b)).toEqual({
      identical: true,
      sameFinal: true,
      stepsCompared: 1,
      differences: [],
      firstDivergence: null,
    });
  });

  it('reports a divergence and what follows from it', () => {
    const other = traceOf(3, [step(0), step(2), step(1)]);
    const { identical, sameFinal, differences, firstDivergence } = compareTraces(straight, other);
    expect({ identical, sameFinal }).toEqual({ identical: false, sameFinal: true });
    expect(firstDivergence).toEqual({ index: 1, positions: [1, 2], sameCanvas: true, tie: false });
    expect(differences[1]).toEqual({ index: 2, positions: [1, 2], sameCanvas: false, tie: false });
  });

  it('flags a choice between slots closer than the gap, on either side', () => {
    const other = traceOf(3, [step(0), step(2, 7, near), step(1)]);
    expect(compareTraces(straight, other).firstDivergence!.tie).toBe(true);
    expect(compareTraces(other, straight).firstDivergence!.tie).toBe(true);
    expect(compareTraces(straight, other, 1e-6).firstDivergence!.tie).toBe(false);
  });

  it('does not take a missing boundary for a tie', () => {
    const none = { ties: 0, gap: null };
    const a = traceOf(2, [step(0, 7, none), step(1, 7, none)]);
    const b = traceOf(2, [step(1, 7, none), step(0, 7, none)]);
    expect(compareTraces(a, b).firstDivergence!.tie).toBe(false);
  });

  it('judges another token by the two best of its position', () => {
    const a = traceOf(1, [step(0, 7, near)]);
    const b = traceOf(1, [step(0, 8, near)]);
    expect(compareTraces(a, b).firstDivergence).toMatchObject({ positions: [0], tie: false }); // p and p/4
    const stats = { ...b.steps[0]!.stats, topLogProbs: Float32Array.of(-0.5, -0.500005) };
    const close = { ...b, steps: [{ ...b.steps[0]!, stats }] };
    expect(compareTraces(a, close).firstDivergence!.tie).toBe(true);
  });

  it('compares the steps that both have', () => {
    const short = traceOf(3, [step(0), step(1)]);
    expect(compareTraces(straight, short)).toMatchObject({
      identical: false,
      sameFinal: false,
      stepsCompared: 2,
      firstDivergence: null,
    });
  });

  it('refuses canvases of different lengths', () => {
    expect(() => compareTraces(straight, traceOf(2, []))).toThrow('different canvas lengths');
  });
});
