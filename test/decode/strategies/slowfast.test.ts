import { expect, test } from 'vitest';
import { decode } from '../../../src/decode/decode.ts';
import { DEFAULT_EPS, defaultSampling } from '../../../src/decode/request.ts';
import type { DecodeRequest, OptionValues, StepRecord } from '../../../src/decode/types.ts';
import { MASK, type Pick, tablePredictor } from './table-predictor.ts';

/** @param passes probabilities by pass and position of the canvas that the pass sees; another length throws. */
async function run(passes: readonly (readonly number[])[], options: OptionValues, blockLength: number) {
  const canvasLength = passes[0]!.length;
  const request: DecodeRequest = {
    ...{ prompt: Int32Array.of(5), maskId: MASK, canvasLength, steps: canvasLength, blockLength },
    ...{ strategy: 'slowfast', options, eps: DEFAULT_EPS, skipEmptySteps: false, algTemp: 0, candidates: 2, seed: '0' },
    schedule: 'llada',
    sampling: defaultSampling,
  };
  const picks = passes.map((pass) => pass.map((probability): Pick => [1, probability]));
  const records: StepRecord[] = [];
  for await (const record of decode(tablePredictor(picks), request)) records.push(record);
  return records.map(({ step, unmask }) => [step, unmask.map(({ position }) => position)]);
}

/** With a window of one the first end that is found is taken. */
const options = { explorationSteps: 1, stabilityWindow: 1, cycleThreshold: 0.3, highThreshold: 0.9 };

const slow1 = [0.5, 0.6, 0.4, 0.2, 0.2, 0.2];
const fast1 = [0.5, 0.5, 0.6, 0.99, 0.99, 0.99];
const slow2 = [0.5, 0.5, 0.5, 0.95, 0.95, 0.2];
const slow3 = [0.5, 0.5, 0.5, 0.5, 0.5, 0.2];
const committed = [
  // Explored: the last slot from .3 on is 2, so the cycle reaches to 3. The surest slot is 1.
  [0, [1]],
  // Fast, the first pass: only slots before 3 count, so the surest is 2; those behind, though sure, are left.
  [1, [2]],
  [2, [0]],
  // Explored from 3 on: the cycle reaches to 5, and both slots are sure, so that it is over at once.
  [3, [3, 4]],
  // Explored from 5 on: no slot has .3, so the cycle has the least length, 1. The surest slot is committed all the same.
  [4, [5]],
];

test('a cycle is explored, then filled; its second fast pass sees the canvas up to its end only', async () => {
  expect(await run([slow1, fast1, [0.5, 0.5, 0.5], slow2, slow3], options, 6)).toEqual(committed);
});

test('without prefix every pass sees the whole canvas', async () => {
  expect(await run([slow1, fast1, fast1, slow2, slow3], { ...options, prefix: false }, 6)).toEqual(committed);
});

test('passes that the source runs on a full block are counted, not run', async () => {
  // Two of three exploring passes of each block are left out.
  const pass = [0.95, 0.95, 0.95, 0.95];
  expect(await run([pass, pass], { ...options, explorationSteps: 3 }, 2)).toEqual([
    [0, [0, 1]],
    [3, [2, 3]],
  ]);
});

test('ends that differ are averaged, and the last is taken once they settle', async () => {
  // Window 2, two passes. Ends 4 and 1 (no slot has .3): standard deviation 1.5 ≥ 1, so ⌊2.5⌋ = 2. The surest, slots 0
  // and 2, are committed meanwhile; then slot 1 is filled.
  const two = { ...options, explorationSteps: 2, stabilityWindow: 2 };
  const spread = [
    [0.6, 0.2, 0.2, 0.4],
    [0.2, 0.2, 0.25, 0.2],
    [0.5, 0.5, 0.5, 0.5],
    [0.5, 0.5, 0.5, 0.5],
  ];
  expect((await run(spread, two, 4)).slice(0, 3)).toEqual([
    [0, [0]],
    [1, [2]],
    [2, [1]],
  ]);
  // Ends 4 and 3: .5 < 1, so 3. Slot 1 is filled; slot 3 is left to the next cycle.
  const close = [
    [0.6, 0.2, 0.35, 0.4],
    [0.2, 0.2, 0.35, 0.2],
    [0.5, 0.5, 0.5, 0.99],
    [0.5, 0.5, 0.5, 0.99],
  ];
  expect((await run(close, two, 4)).slice(0, 4)).toEqual([
    [0, [0]],
    [1, [2]],
    [2, [1]],
    [3, [3]],
  ]);
});
