import { expect, test } from 'vitest';
import { type Guess, MASK, runStub } from './revising-run.ts';

const at = (probability: number, tokenId = 1): Guess => [tokenId, probability];

test('accepts what is surer than the mean so far, and drops what lost most', async () => {
  const { passes, end } = await runStub(
    'saber',
    {
      passes: [
        // The bar is 1, so n = 2 are accepted: slots 0 and 1. One goes back, max(⌊2/2⌋, ⌈2/8⌉), at most 2 − 1: against
        // 0 before, all gain, slot 1 least. It is dropped in the pass that accepted it, so nothing shows.
        [at(0.9), at(0.8), at(0.5), at(0.5), at(0.6)],
        // Bar (.9 + .8)/2 = .85, the stale .8 of slot 1 included: nothing is above, so two: slots 1 (.85) and 4 (.7).
        // Slot 0 fell by .3, though what it proposes now is another token; slots 1 and 4 rose. Slot 0 goes back.
        [at(0.6, 2), at(0.85), at(0.5), at(0.5), at(0.7)],
        // Bar (.9 + .85 + .7)/3 = .817: slots 0, 2 and 3 are above, and the block is full: nothing goes back, though
        // slot 1 fell.
        [at(0.95, 3), at(0.3), at(0.9), at(0.9), at(0.7)],
      ],
    },
    { options: { n: 2 } },
  );
  expect(passes).toEqual([
    { unmask: [[0, 1]], remask: [] },
    {
      unmask: [
        [1, 1],
        [4, 1],
      ],
      remask: [0],
    },
    {
      unmask: [
        [0, 3],
        [2, 1],
        [3, 1],
      ],
      remask: [],
    },
  ]);
  expect(end).toBe('complete');
});

test('n = 1 drops nothing while one slot a pass is accepted', async () => {
  const { passes } = await runStub('saber', { passes: [[at(0.5), at(0.6), at(0.7)]] }, { options: { n: 1 } });
  // Bars 1, .7, .65: never exceeded.
  expect(passes.map(({ unmask }) => unmask)).toEqual([[[2, 1]], [[1, 1]], [[0, 1]]]);
  expect(passes.flatMap(({ remask }) => remask)).toEqual([]);
});

test('a slot of an earlier block may go back, one that comes into reach does not, and given slots never do', async () => {
  const { passes } = await runStub(
    'saber',
    {
      passes: [
        [at(0.9), at(0.9), at(0.4), at(0.4), at(0.4), at(0.9)],
        // Bar .9. Two of the second block: slots 3 and 4. Slot 1 fell by .5, slot 0 is given.
        [at(0.1), at(0.4), at(0.4), at(0.8), at(0.7), at(0.6)],
        [at(0.9), at(0.9), at(0.95), at(0.9), at(0.9), at(0.95)],
      ],
    },
    { blockLength: 3, options: { n: 2 } },
    Int32Array.of(4, 0, 4, 0, 0, 0),
  );
  expect(passes.slice(0, 2)).toEqual([
    // Slot 1 is all that block 0 lacks.
    { unmask: [[1, 1]], remask: [] },
    {
      unmask: [
        [3, 1],
        [4, 1],
      ],
      remask: [1],
    },
  ]);
  expect(passes.flatMap(({ unmask, remask }) => [...unmask.map(([position]) => position), ...remask])).not.toContain(0);
});

test('the run ends with the last mask: a block that was full from the start takes no pass', async () => {
  const { passes, end } = await runStub(
    'saber',
    { passes: [[at(0.9), at(0.9)]] },
    { options: { n: 1 }, blockLength: 1 },
    Int32Array.of(MASK, 3),
  );
  expect(passes).toEqual([{ unmask: [[0, 1]], remask: [] }]);
  expect(end).toBe('complete');
});
