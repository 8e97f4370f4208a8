/** Rules that decide by themselves how many slots a step commits, at their edges; whole runs are in the case files. */
import { describe, expect, test } from 'vitest';
import { strategyOptions } from '../../../src/decode/options.ts';
import { findStrategy } from '../../../src/decode/strategies/registry.ts';
import type { OptionValues, PlanContext } from '../../../src/decode/types.ts';
import { planContext } from '../plan-context.ts';

function committed(
  id: string,
  scores: Parameters<typeof planContext>[0],
  options: OptionValues = {},
  rest: Partial<PlanContext> = {},
): number[] {
  const strategy = findStrategy(id);
  const context = planContext(scores, { options: strategyOptions(strategy, options), ...rest });
  return strategy.plan(context).unmask.map(({ position }) => position);
}

const scored = (...confidence: number[]) => ({
  confidence: Float64Array.from(confidence),
  rawConfidence: Float64Array.from(confidence),
});

describe('thresholds', () => {
  test.each(['threshold', 'threshold-dinfer'])('%s: all that reach it, surest first', (id) => {
    expect(committed(id, scored(0.9, 0.5, 0.95, 0.89))).toEqual([2, 0]);
  });

  test('where none does: the surest, or all within 1e-5 of it', () => {
    const close = scored(0.5, 0.500001, 0.4);
    expect(committed('threshold', close)).toEqual([1]);
    expect(committed('threshold-dinfer', close)).toEqual([1, 0]);
  });

  test('threshold-dinfer leaves out a pick of the mask', () => {
    const stats = { ...scored(0.99, 0.6), sampledIds: Int32Array.of(99, 5) };
    expect(committed('threshold', stats)).toEqual([0]);
    expect(committed('threshold-dinfer', stats)).toEqual([1]);
  });

  test('threshold-dream: no more than the share of the step', () => {
    const block = { start: 0, end: 4, index: 0, steps: 2 };
    expect(committed('threshold-dream', scored(0.99, 0.95, 0.97, 0.2), {}, { block })).toEqual([0, 2]);
  });
});

describe('factor', () => {
  // f = 1: thresholds −, 2/3, 3/4, 4/5.
  test('the prefix that passes', () => {
    for (const id of ['factor-dinfer', 'factor-dllm']) {
      expect(committed(id, scored(0.9, 0.7, 0.7, 0.1))).toEqual([0, 1]);
      expect(committed(id, scored(0.1, 0.1, 0.1, 0.1))).toEqual([0]);
    }
  });

  test('all but the last pass: dInfer commits the last too', () => {
    expect(committed('factor-dinfer', scored(0.9, 0.8, 0.76, 0.1))).toEqual([0, 1, 2, 3]);
    expect(committed('factor-dllm', scored(0.9, 0.8, 0.76, 0.1))).toEqual([0, 1, 2]);
    expect(committed('factor-dinfer', scored(0.9, 0.1))).toEqual([0, 1]);
  });

  test('all pass: d2Cache commits all but one', () => {
    const sure = scored(0.99, 0.99, 0.99);
    expect(committed('factor-dllm', sure)).toEqual([0, 1, 2]);
    expect(committed('factor-d2cache', sure)).toEqual([0, 1]);
    // (1 + 1)(1 − 0.5) < 1 is false, so that the least number decides.
    expect(committed('factor-d2cache', scored(0.5, 0.4), { atLeast: 2 })).toEqual([0, 1]);
  });
});

test('entropy-bound: the entropies before the last sum to at most γ', () => {
  const entropy = Float64Array.of(0.3, 0.1, 0.05, 0.2);
  // Rising .05, .1, .2, .3; sums before: 0, .05, .15, .35.
  expect(committed('entropy-bound', { entropy }, { gamma: 0.1 })).toEqual([2, 1]);
  expect(committed('entropy-bound', { entropy }, { gamma: 0 })).toEqual([2]);
  expect(committed('entropy-bound', { entropy }, { gamma: 1 })).toEqual([2, 1, 3, 0]);
});

test('entropy-bound: in float32 an entropy that is lost in the sum costs nothing', () => {
  // float32: 4e-9 + 0.6 = 0.6, and 0.6 − 0.6 = 0 ≤ γ. In float64 4e-9 remains.
  const entropy = Float32Array.of(4e-9, 0.6);
  const rest = (precision: 'float32' | 'float64') => {
    const { request } = planContext({ entropy });
    return { request: { ...request, sampling: { ...request.sampling, precision } } };
  };
  expect(committed('entropy-bound', { entropy }, { gamma: 0 }, rest('float32'))).toEqual([0, 1]);
  expect(committed('entropy-bound', { entropy }, { gamma: 0 }, rest('float64'))).toEqual([0]);
});

describe('pc-sampler', () => {
  const stats = { ...scored(0.5, 0.5), background: Float64Array.of(0.5, 0.001) };

  test('rare tokens first, early positions first, capped', () => {
    // −0.5·ln 0.5 = 0.35 and −0.5·ln 0.001 = 3.45, the second weighed by e^−λ.
    expect(committed('pc-sampler', stats, { lambda: 0 })).toEqual([1]);
    expect(committed('pc-sampler', stats, { lambda: 3 })).toEqual([0]);
    expect(committed('pc-sampler', stats, { lambda: 0, alpha: 0.2 })).toEqual([0]);
  });

  test('positions count from the start of the block', () => {
    const positions = Int32Array.of(8, 9);
    const block = { start: 8, end: 10, index: 1, steps: 1 };
    expect(committed('pc-sampler', stats, { lambda: 2.2 }, { positions, block })).toEqual([9]);
    expect(committed('pc-sampler', stats, { lambda: 2.4 }, { positions, block })).toEqual([8]);
  });
});

describe('certainty-prior', () => {
  test('a sure slot far from all loses to one beside the prompt', () => {
    const stats = scored(0.6, 0.6, 0.6, 0.6, 0.6, 0.7);
    expect(committed('certainty-prior', stats, { sigma: 1 })).toEqual([0]);
    expect(committed('certainty-prior', stats, { sigma: null })).toEqual([5]);
  });

  test('density by hand: one slot, σ = 1', () => {
    // L = 1, kernel 1, e^−½, e^−2, e^−4.5: one virtual slot before at distance 1, over offsets −3 … 2.
    const e = Math.exp;
    const density = e(-0.5) / (1 + 2 * e(-0.5) + 2 * e(-2) + e(-4.5));
    const least = (threshold: number) =>
      findStrategy('certainty-prior').plan(planContext(scored(1), { options: { sigma: 1, atLeast: 0, threshold } }))
        .unmask.length;
    expect(least(density - 1e-9)).toBe(1);
    expect(least(density + 1e-9)).toBe(0);
  });
});
