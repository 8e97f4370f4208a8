import { describe, expect, test } from 'vitest';
import { defaultSampling } from '../../../src/decode/request.ts';
import { findStrategy } from '../../../src/decode/strategies/registry.ts';
import { planContext } from '../plan-context.ts';
import { type Guess, runStub } from './revising-run.ts';

const sure: Guess = [1, 0.97];
const changed: Guess = [2, 0.97];
const unsure: Guess = [1, 0.5];

const reveal = (...positions: number[]) => ({ unmask: positions.map((position) => [position, 1]), remask: [] });
const edit = (position: number, tokenId: number) => ({ unmask: [[position, tokenId]], remask: [] });
const nothing = { unmask: [], remask: [] };

describe('a block', () => {
  test('is revealed above the threshold, overwritten above the other, and ends when nothing is edited', async () => {
    const { passes, end } = await runStub('llada21-edit', {
      passes: [
        [sure, sure, unsure],
        [changed, sure, unsure],
        [changed, [2, 0.89], sure],
      ],
    });
    expect(passes).toEqual([
      reveal(0, 1),
      // Slot 2 is the surest mask; slot 0 is overwritten in the same pass.
      {
        unmask: [
          [2, 1],
          [0, 2],
        ],
        remask: [],
      },
      // Slot 1 has another token, but none above .9; the block is full, so it ends here.
      nothing,
    ]);
    expect(end).toBe('complete');
  });

  test.each([
    [0, []],
    [1, [edit(0, 2)]],
    [2, [edit(0, 2), edit(0, 1)]],
  ])('is edited in at most %i passes once it is full', async (maxPostSteps, edits) => {
    const flicker = [
      [sure, sure],
      [changed, sure],
      [sure, sure],
      [changed, sure],
    ];
    const { passes } = await runStub('llada21-edit', { passes: flicker }, { options: { maxPostSteps } });
    expect(passes).toEqual([reveal(0, 1), ...edits]);
  });

  test('begins at a multiple of its length from the start of the prompt', async () => {
    // One prompt token: blocks are slots 0–1, then 2–4, then 5.
    const { records } = await runStub(
      'llada21-edit',
      { passes: [new Array<Guess>(6).fill(sure)] },
      { prompt: Int32Array.of(1), blockLength: 3, options: { maxPostSteps: 0 } },
    );
    expect(records.map(({ unmask }) => unmask.map(({ position }) => position))).toEqual([[0, 1], [2, 3, 4], [5]]);
  });

  test('leaves the blocks before it alone', async () => {
    const { passes } = await runStub(
      'llada21-edit',
      {
        passes: [
          [sure, sure, sure, sure, sure],
          [changed, changed, sure, sure, sure],
        ],
      },
      { prompt: Int32Array.of(1), blockLength: 3, options: { maxPostSteps: 0 } },
    );
    expect(passes).toEqual([reveal(0, 1), reveal(2, 3, 4)]);
  });
});

test('the run ends after the block that holds the end of the text, and says so', async () => {
  const stub = { passes: [[sure, [4, 0.97] as const, sure, sure, sure]] };
  const change = { prompt: Int32Array.of(1), blockLength: 3, options: { maxPostSteps: 0, eosId: 4 } };
  const { records, passes, end } = await runStub('llada21-edit', stub, change);
  expect(passes).toHaveLength(1);
  expect(records[0]!.note).toContain('end of the text');
  expect(end).toBe('complete');

  const through = await runStub('llada21-edit', stub, { ...change, options: { maxPostSteps: 0 } });
  expect(through.passes).toHaveLength(2);
});

test('at temperature 0 no filter makes a slot surer', async () => {
  // Top-k 1 would make every confidence 1.
  const { passes } = await runStub(
    'llada21-edit',
    { passes: [[unsure, unsure]] },
    { sampling: { ...defaultSampling, topK: 1 } },
  );
  expect(passes.slice(0, 2)).toEqual([reveal(0), reveal(1)]);
});

test('an edit to the mask id masks the slot again', () => {
  const { maskId } = planContext({ rawConfidence: new Float64Array(1) }).request;
  const context = planContext({ rawConfidence: Float64Array.of(0.95, 0.5), sampledIds: Int32Array.of(maskId, 7) });
  const plan = findStrategy('llada21-edit').plan({
    ...context,
    tokens: Int32Array.of(5, 6),
    options: { threshold: 0.95, editingThreshold: 0.9, maxPostSteps: 0, atLeast: 1, eosId: null },
  });
  expect(plan).toMatchObject({ unmask: [], remask: [0] });
  expect(plan.done).toBeUndefined();
});
