import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalAgreement } from '../../src/metrics/final-agreement.ts';
import { firstDivergence } from '../../src/metrics/first-divergence.ts';
import { canvasAt } from '../../src/trace/canvas-at.ts';
import { traceOf } from '../trace/fixture.ts';

const commit = (...pairs: [position: number, tokenId: number][]) => ({
  unmask: pairs.map(([position, tokenId]) => ({ position, tokenId })),
});
const a = traceOf(4, [commit([0, 5]), commit([1, 6]), commit([2, 7]), commit([3, 8])]);

describe('firstDivergence', () => {
  it('is nowhere between equal decodes', () => {
    expect(firstDivergence(a, a)).toEqual({ step: null, position: null });
  });

  it('by hand: another token in the second of four steps', () => {
    const b = traceOf(4, [commit([0, 5]), commit([1, 9]), commit([2, 7]), commit([3, 8])]);
    expect(firstDivergence(a, b)).toEqual({ step: { a: 2, b: 2, fraction: 0.5, positions: [1] }, position: 1 });
    expect(finalAgreement(a, b)).toBe(0.75);
  });

  it('by hand: another order to the same text', () => {
    const b = traceOf(4, [commit([0, 5]), commit([3, 8]), commit([2, 7]), commit([1, 6])]);
    expect(firstDivergence(a, b)).toEqual({ step: { a: 2, b: 2, fraction: 0.5, positions: [1, 3] }, position: null });
    expect(finalAgreement(a, b)).toBe(1);
  });

  it('compares at equal shares where step counts differ', () => {
    // Of 4 and 2 steps, at a quarter: 1 and round(½) = 1 steps. The second has two tokens there.
    const b = traceOf(4, [commit([0, 5], [1, 6]), commit([2, 7], [3, 8])]);
    expect(firstDivergence(a, b)).toEqual({ step: { a: 1, b: 1, fraction: 0.25, positions: [1] }, position: null });
  });

  it('takes a remask, and a commit of the mask, for a mask', () => {
    const b = traceOf(4, [commit([0, 5]), { ...commit([1, 6], [2, 3]), remask: [0] }]);
    const c = traceOf(4, [commit([0, 5]), { ...commit([1, 6]), remask: [0] }]);
    expect(firstDivergence(b, c)).toEqual({ step: null, position: null });
  });

  it('cannot be told between canvases of different lengths', () => {
    expect(firstDivergence(a, traceOf(3, []))).toBeNull();
    expect(finalAgreement(a, traceOf(3, []))).toBeNull();
  });

  it('is the same both ways, and the canvases before it are equal', () => {
    const step = fc.record({ position: fc.nat(3), tokenId: fc.constantFrom(5, 6), remask: fc.subarray([0, 1, 2, 3]) });
    const decode = fc.array(step, { maxLength: 6 }).map((steps) =>
      traceOf(
        4,
        steps.map(({ position, tokenId, remask }) => ({ ...commit([position, tokenId]), remask })),
      ),
    );
    fc.assert(
      fc.property(decode, decode, (left, right) => {
        const found = firstDivergence(left, right)!;
        const mirrored = firstDivergence(right, left)!;
        expect(mirrored.position).toBe(found.position);
        expect(mirrored.step).toEqual(found.step && { ...found.step, a: found.step.b, b: found.step.a });
        const equal = (x: number, y: number) => canvasAt(left, x).join() === canvasAt(right, y).join();
        if (found.step === null) expect(equal(left.steps.length, right.steps.length)).toBe(true);
        else expect(equal(found.step.a, found.step.b)).toBe(false);
        if (left.steps.length !== right.steps.length) return;
        for (let done = 0; done < (found.step?.a ?? left.steps.length); done++) expect(equal(done, done)).toBe(true);
      }),
    );
  });
});
