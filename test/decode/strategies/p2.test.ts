import { expect, test } from 'vitest';
import { decode } from '../../../src/decode/decode.ts';
import { DEFAULT_EPS, defaultSampling } from '../../../src/decode/request.ts';
import type { DecodeRequest, OptionValues, StepRecord } from '../../../src/decode/types.ts';
import { MASK, type Pick, tablePredictor } from './table-predictor.ts';

/** Probabilities by pass and position; the token proposed in pass i is i + 1. */
async function run(passes: readonly (readonly number[])[], options: OptionValues, initialTokens?: Int32Array) {
  const length = passes[0]!.length;
  const picks = passes.map((pass, i) => pass.map((probability): Pick => [i + 1, probability]));
  const request: DecodeRequest = {
    ...{ prompt: Int32Array.of(5), maskId: MASK, canvasLength: length, steps: passes.length, blockLength: length },
    ...{ strategy: 'p2', options, eps: DEFAULT_EPS, skipEmptySteps: false, algTemp: 0, candidates: 2, seed: '0' },
    schedule: 'llada',
    sampling: { ...defaultSampling, precision: 'float64' },
  };
  const records: StepRecord[] = [];
  const steps = decode(tablePredictor(picks), request, initialTokens === undefined ? {} : { initialTokens });
  for await (const record of steps) records.push(record);
  return records.map(({ unmask, remask }) => ({
    unmask: unmask.map(({ position, tokenId }) => [position, tokenId]),
    remask,
  }));
}

const passes = [
  // n = 4 variable slots, K = 4. i = 1: ⌊4·(1 − 1/4)⌋ = 3 are masked: .6 .7 .8; slot 1 is kept.
  [0.6, 0.9, 0.7, 0.8],
  // i = 2: 2 are masked. η = 1: .6 (slot 1, committed before, so remasked) and .7; slots 2 and 3 are kept, surest first.
  [0.7, 0.6, 0.9, 0.8],
  // i = 3: 1 is masked: .7, slot 2, committed before. Slots 0 and 1 are filled; slot 3 keeps its token of pass 2.
  [0.9, 0.8, 0.7, 0.95],
  // i = 4: none is masked, and slot 2 is filled.
  [0.6, 0.6, 0.6, 0.6],
];

test('η = 1: the least sure are masked, committed or not', async () => {
  expect(await run(passes, { eta: 1 })).toEqual([
    { unmask: [[1, 1]], remask: [] },
    {
      unmask: [
        [2, 2],
        [3, 2],
      ],
      remask: [1],
    },
    {
      unmask: [
        [0, 3],
        [1, 3],
      ],
      remask: [2],
    },
    { unmask: [[2, 4]], remask: [] },
  ]);
});

test('η = 0: a committed slot scores 0, the most there is, and stays', async () => {
  // i = 2: scores ln .7, 0, ln .9, ln .8: the two lowest are slots 0 and 3. i = 3: ln .9, 0, 0, ln .95: slot 0.
  expect(await run(passes, { eta: 0 })).toEqual([
    { unmask: [[1, 1]], remask: [] },
    { unmask: [[2, 2]], remask: [] },
    { unmask: [[3, 3]], remask: [] },
    { unmask: [[0, 4]], remask: [] },
  ]);
});

test('η = 3: doubt about committed slots counts threefold', async () => {
  // i = 1 of 2: ⌊2/2⌋ = 1 is masked: slot 1. i = 2: none is masked, whatever η.
  expect(
    await run(
      [
        [0.9, 0.8],
        [0.6, 0.9],
      ],
      { eta: 3 },
    ),
  ).toEqual([
    { unmask: [[0, 1]], remask: [] },
    { unmask: [[1, 2]], remask: [] },
  ]);
  // i = 2 of 3: ⌊3/3⌋ = 1 is masked. Slot 0 holds a token: 3·ln .85 = ln .614 is below ln .7, though .85 is not below .7.
  const pass2 = [0.85, 0.7, 0.8];
  expect((await run([[0.9, 0.7, 0.6], pass2, pass2], { eta: 3 }))[1]!.remask).toEqual([0]);
  expect((await run([[0.9, 0.7, 0.6], pass2, pass2], { eta: 1 }))[1]!.remask).toEqual([]);
});

test('equals are committed together, and a full canvas is revised', async () => {
  // i = 1 of 3: 2 of 3 are to be masked, those strictly below the third lowest: none. i = 2: 1, slot 1. i = 3: it is filled.
  expect(
    await run(
      [
        [0.8, 0.8, 0.8],
        [0.9, 0.6, 0.7],
        [0.9, 0.6, 0.7],
      ],
      {},
    ),
  ).toEqual([
    {
      unmask: [
        [0, 1],
        [1, 1],
        [2, 1],
      ],
      remask: [],
    },
    { unmask: [], remask: [1] },
    { unmask: [[1, 3]], remask: [] },
  ]);
});

test('what was there from the start is neither counted nor masked', async () => {
  // n = 2 of 3. i = 1 of 2: 1 is masked: slot 2, though slot 0 is less sure.
  const init = Int32Array.of(7, MASK, MASK);
  expect(
    await run(
      [
        [0.5, 0.9, 0.8],
        [0.5, 0.9, 0.8],
      ],
      {},
      init,
    ),
  ).toEqual([
    { unmask: [[1, 1]], remask: [] },
    { unmask: [[2, 2]], remask: [] },
  ]);
});

test('⌊·⌋ is of a float32 product', async () => {
  // n = K = 5, i = 4: 1 − 4·(1/5) = .19999999999999996, so that 5 times it is .9999999999999998 in float64. In float32
  // the factor rounds to .2, the product to 1: one slot is masked. The earlier steps mask 4, 3 and 2.
  const pass = [0.9, 0.8, 0.7, 0.6, 0.5];
  const records = await run([pass, pass, pass, pass, pass], { eta: 0 });
  expect(records.map(({ unmask }) => unmask.length)).toEqual([1, 1, 1, 1, 1]);
});
