import { expect, test } from 'vitest';
import { decode } from '../../../src/decode/decode.ts';
import { findStrategy } from '../../../src/decode/strategies/registry.ts';
import type { PlanContext } from '../../../src/decode/types.ts';
import { planContext } from '../plan-context.ts';
import { type Guess, runStub } from './revising-run.ts';

const options = { threshold: 0.6, thresholdBack: 0.9 };

/** A block of `confidences.length` slots before the masked ones, whose tokens the shadow gives `held`. */
function planOf(confidences: readonly number[], held: readonly number[], memory?: number) {
  const start = held.length;
  const context: PlanContext = planContext(
    { rawConfidence: Float64Array.from(confidences) },
    {
      positions: Int32Array.from(confidences, (_, j) => start + j),
      options,
      stepInBlock: memory === undefined ? 0 : 1,
      memory,
    },
  );
  const shadowHeld = Float64Array.from([...held, ...confidences.map(() => 0)]);
  const plan = findStrategy('wino').plan({ ...context, stats: { ...context.stats, shadowHeld } });
  return { ...plan, unmask: plan.unmask.map(({ position }) => position - start) };
}

test('wide in: above the threshold, the surest at least', () => {
  expect(planOf([0.6, 0.7, 0.61], []).unmask).toEqual([1, 2]);
  expect(planOf([0.5, 0.6, 0.55], []).unmask).toEqual([1]);
});

test.each([
  // max(⌊.7·masks⌋, 5), at most 20.
  [4, 4],
  [6, 5],
  [7, 5],
  [10, 7],
  [28, 19],
  [40, 20],
])('of %i sure slots %i come in', (masks, accepted) => {
  expect(planOf(new Array(masks).fill(0.9), []).unmask).toHaveLength(accepted);
});

test('narrow out: only if more than one came in, the least sure first', () => {
  expect(planOf([0.7, 0.8], [0.95, 0.5, 0.9, 0.1]).remask).toEqual([3, 1]);
  expect(planOf([0.7, 0.3], [0.95, 0.5, 0.9, 0.1]).remask).toEqual([]);
});

test('narrow out: fewer than came in the step before', () => {
  expect(planOf([0.7, 0.8], [0.1, 0.2, 0.3, 0.4], 5).remask).toEqual([0, 1, 2, 3]);
  expect(planOf([0.7, 0.8], [0.1, 0.2, 0.3, 0.4], 4).remask).toEqual([0, 1, 2]);
  expect(planOf([0.7, 0.8], [0.1, 0.2, 0.3, 0.4], 1).remask).toEqual([]);
});

test('a token is verified from the step after its commit on', async () => {
  const sure: Guess = [1, 0.9];
  const unsure: Guess = [1, 0.5];
  const { passes } = await runStub(
    'wino',
    {
      passes: [
        [sure, sure, unsure, unsure],
        [sure, sure, sure, sure],
      ],
      shadows: [
        [0.1, 0.1, 0.1, 0.1],
        [0.95, 0.1, 0.1, 0.1],
        [0.95, 0.95, 0.95, 0.95],
      ],
    },
    { options },
  );
  expect(passes).toEqual([
    {
      unmask: [
        [0, 1],
        [1, 1],
      ],
      remask: [],
    },
    // Of the two slots that are verified, the shadow doubts slot 1.
    {
      unmask: [
        [2, 1],
        [3, 1],
      ],
      remask: [1],
    },
    { unmask: [[1, 1]], remask: [] },
  ]);
});

test('where no shadow is to be had, it says so before the first pass', async () => {
  const request = { ...planContext({ rawConfidence: new Float64Array(2) }).request, strategy: 'wino' };
  const run = decode(() => Promise.reject(new Error('asked')), request, { unmet: ['shadow'] });
  await expect(run.next()).rejects.toMatchObject({ code: 'bad-settings', message: expect.stringContaining('copy') });
});
