import { describe, expect, test } from 'vitest';
import { defaultSampling } from '../../../src/decode/request.ts';
import { findStrategy } from '../../../src/decode/strategies/registry.ts';
import { planContext } from '../plan-context.ts';
import { type Guess, runStub } from './revising-run.ts';

const sure: Guess = [1, 0.95];
const unsure: Guess = [2, 0.5];
const other: Guess = [3, 0.95];

describe.each([['klass-llada'], ['klass-dream']])('%s', (strategy) => {
  test('a slot is ready once it was stable for two passes', async () => {
    // The first divergence of a slot is about ln 1e12 nats, so the third pass is the first in which two in a row are
    // small. Slot 4 is new in pass 1 and again in pass 2; until then the surest slot goes, the leftmost of equals.
    const { passes } = await runStub(strategy, {
      passes: [
        [sure, sure, sure, sure, sure],
        [sure, sure, sure, sure, other],
        [sure, sure, sure, sure, sure],
        [sure, sure, sure, sure, sure],
      ],
    });
    expect(passes).toEqual([
      { unmask: [[0, 1]], remask: [] },
      { unmask: [[1, 1]], remask: [] },
      {
        unmask: [
          [2, 1],
          [3, 1],
        ],
        remask: [],
      },
      { unmask: [[4, 1]], remask: [] },
    ]);
  });

  test('a stable slot that is unsure is not ready', async () => {
    const { passes } = await runStub(strategy, { passes: [[sure, unsure, unsure, unsure]] });
    expect(passes.map(({ unmask }) => unmask)).toEqual([[[0, 1]], [[1, 2]], [[2, 2]], [[3, 2]]]);
  });

  test('goes on after its steps, one slot at a time, where they were too few', async () => {
    // LLaDA's quotas are 2 and 2, but pass 1 has slot 2 alone ready; Dream commits one, then the ready slots 1 and 2.
    const { passes, end } = await runStub(
      strategy,
      { passes: [[sure, sure, sure, unsure]] },
      { steps: 2, options: { historyLength: 1 } },
    );
    const positions = passes.map(({ unmask }) => unmask.map(([position]) => position));
    expect(positions).toEqual([...(strategy === 'klass-llada' ? [[0, 1], [2]] : [[0], [1, 2]]), [3]]);
    expect(end).toBe('complete');
  });

  test('ends after its steps where picks of the mask id were in the way', () => {
    const context = planContext({ rawConfidence: Float64Array.of(0.9), confidence: Float64Array.of(0.9) });
    const picks = Int32Array.of(context.request.maskId);
    const plan = (stepInBlock: number) =>
      findStrategy(strategy).plan({
        ...context,
        options: { confThreshold: 0.9, klThreshold: 0.01, historyLength: 2 },
        block: { start: 0, end: 1, index: 0, steps: 2 },
        stepInBlock,
        stats: { ...context.stats, sampledIds: picks, topIds: picks, divergence: Float64Array.of(1) },
      });
    expect(plan(0).done).toBeUndefined();
    expect(plan(1).done).toBe('block');
  });
});

test('klass-llada forgets no divergence between blocks, but waits for pass H of a block', async () => {
  // H = 2: in the first pass of the second block slots 2 and 3 have been stable since pass 2, yet only the quota goes.
  const { passes } = await runStub(
    'klass-llada',
    { passes: [[sure, sure, sure, sure, sure, sure]] },
    { blockLength: 3, steps: 6 },
  );
  expect(passes.map(({ unmask }) => unmask.map(([position]) => position))).toEqual([[0], [1], [2], [3], [4, 5]]);
});

test('klass-dream writes the arg-max above temperature 0 too', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const { passes } = await runStub(
      'klass-dream',
      { passes: [[unsure, unsure, unsure]] },
      { seed: String(seed), sampling: { ...defaultSampling, temperature: 2 } },
    );
    expect(passes.flatMap(({ unmask }) => unmask.map(([, token]) => token))).toEqual([2, 2, 2]);
  }
});
