import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/decode/decode.ts';
import { DEFAULT_EPS, defaultSampling } from '../../../src/decode/request.ts';
import type { DecodeRequest, OptionValues, StepRecord } from '../../../src/decode/types.ts';
import { MASK, type Pick, tablePredictor } from './table-predictor.ts';

const EOS = 0;

async function run(
  canvasLength: number,
  passes: readonly (readonly Pick[])[],
  options: OptionValues,
  blockLength = canvasLength,
) {
  const request: DecodeRequest = {
    ...{ prompt: Int32Array.of(5), maskId: MASK, canvasLength, steps: canvasLength, blockLength },
    ...{ strategy: 'daedal', options, eps: DEFAULT_EPS, skipEmptySteps: false, algTemp: 0, candidates: 2, seed: '0' },
    schedule: 'llada',
    sampling: defaultSampling,
  };
  const records: StepRecord[] = [];
  for await (const record of decode(tablePredictor(passes), request)) records.push(record);
  return records.map(({ unmask, remask, length = canvasLength }) => ({
    length,
    unmask: unmask.map(({ position, tokenId }) => [position, tokenId]),
    remask,
  }));
}

test('the canvas grows until the end is sure, gets its end, and grows again at an unsure slot', async () => {
  const sure: Pick = [9, 0.95];
  const passes: Pick[][] = [
    // Four slots, four checked: (.8 + .9)/4 = .425 < .5, so three slots more.
    [
      [1, 0.5],
      [1, 0.5],
      [EOS, 0.8],
      [EOS, 0.9],
    ],
    // Seven slots; the last four likeliest ends count, neighbours or not: (.9 + .8 + .7 + .4)/4 = .7 ≥ .5. Settled:
    // 4/2 = 2 ends are put behind, at 7 and 8. Slot 0, the fifth from the end, does not count.
    [
      [EOS, 0.9],
      [1, 0.5],
      [EOS, 0.4],
      [1, 0.5],
      [EOS, 0.7],
      [EOS, 0.8],
      [EOS, 0.9],
    ],
    // Nine slots. Above .9: 0 and 1 (.9 itself is not). The end: (.9 + .9)/4 = .45 < .9, so the least sure slot below .1,
    // slot 2 (.05; slot 3 has .06), becomes three: what was at 3 … 8 moves to 5 … 10. So 7 and 8 are masks again.
    [
      [1, 0.95],
      [2, 0.91],
      [3, 0.05],
      [4, 0.06],
      [5, 0.9],
      [6, 0.5],
      [7, 0.5],
      [EOS, 0.9],
      [EOS, 0.9],
    ],
    // Eleven slots, seven masks, all sure.
    [sure, sure, sure, sure, sure, sure, sure, sure, sure, [EOS, 0.9], [EOS, 0.9]],
  ];
  const options = { initialLength: 4, expansion: 3, eosId: EOS, eosChecked: 4 };
  expect(await run(16, passes, options)).toEqual([
    { length: 4, unmask: [], remask: [] },
    {
      length: 7,
      unmask: [
        [7, EOS],
        [8, EOS],
      ],
      remask: [],
    },
    {
      length: 9,
      unmask: [
        [0, 1],
        [1, 2],
        [9, EOS],
        [10, EOS],
      ],
      remask: [7, 8],
    },
    { length: 11, unmask: [2, 3, 4, 5, 6, 7, 8].map((position) => [position, 9]), remask: [] },
  ]);
});

describe('an unsure slot', () => {
  const settle: Pick[] = [
    [1, 0.5],
    [EOS, 0.95],
  ];
  const options = { initialLength: 2, expansion: 4, eosId: EOS, eosChecked: 2, eosThreshold: 0.4 };

  test('pushes what follows out of a canvas that is full', async () => {
    // .95/2 = .475 ≥ .4: settled, 2/2 = 1 end at 2. Then slot 1 becomes four, 3 + 3 = 6 > 5 slots: the end, which would
    // move to 5, is lost.
    const passes: Pick[][] = [
      settle,
      [
        [1, 0.95],
        [2, 0.05],
        [EOS, 0.95],
      ],
      [1, 2, 3, 4, 5].map((token): Pick => [token, 0.95]),
    ];
    expect((await run(5, passes, options)).slice(1)).toEqual([
      { length: 3, unmask: [[0, 1]], remask: [2] },
      {
        length: 5,
        unmask: [
          [1, 2],
          [2, 3],
          [3, 4],
          [4, 5],
        ],
        remask: [],
      },
    ]);
  });

  test('stays single where the end is sure', async () => {
    // .95/2 = .475 is enough for an expansion threshold of .4.
    const passes: Pick[][] = [
      settle,
      [
        [1, 0.95],
        [2, 0.05],
        [EOS, 0.95],
      ],
      [
        [1, 0.95],
        [2, 0.05],
        [EOS, 0.95],
      ],
    ];
    // Pass 3 commits slot 1 as the surest there is; what is committed does not grow.
    expect((await run(5, passes, { ...options, eosExpandThreshold: 0.4 })).slice(1)).toEqual([
      { length: 3, unmask: [[0, 1]], remask: [] },
      { length: 3, unmask: [[1, 2]], remask: [] },
    ]);
  });
});

test('only the block is filled, by its surest slot if none is above the threshold', async () => {
  const passes: Pick[][] = [0.5, 0.6, 0.95, 0.95].map((_, pass) =>
    [0.5, 0.6, 0.95, 0.95].map((probability): Pick => [pass + 1, probability]),
  );
  // With a threshold of 0 the length is settled at once; there is no room for ends.
  expect(await run(4, passes, { eosId: EOS, eosThreshold: 0 }, 2)).toEqual([
    { length: 4, unmask: [], remask: [] },
    { length: 4, unmask: [[1, 2]], remask: [] },
    { length: 4, unmask: [[0, 3]], remask: [] },
    {
      length: 4,
      unmask: [
        [2, 4],
        [3, 4],
      ],
      remask: [],
    },
  ]);
});

test('without an end-of-text token the canvas grows to its largest length', async () => {
  const passes = [2, 4, 5, 5].map((length) => new Array<Pick>(length).fill([EOS, 0.95]));
  const steps = await run(5, passes, { initialLength: 2, expansion: 2 });
  expect(steps.map(({ length, unmask }) => [length, unmask.length])).toEqual([
    [2, 0],
    [4, 0],
    [5, 0],
    [5, 5],
  ]);
});

test('a text that ends early says why the canvas holds masks', async () => {
  const ends = [new Array<Pick>(2).fill([EOS, 0.95]), new Array<Pick>(3).fill([EOS, 0.95])];
  const request: DecodeRequest = {
    ...{ prompt: Int32Array.of(5), maskId: MASK, canvasLength: 8, steps: 8, blockLength: 4, strategy: 'daedal' },
    options: { initialLength: 2, eosId: EOS, eosChecked: 2 },
    ...{ eps: DEFAULT_EPS, skipEmptySteps: false, algTemp: 0, candidates: 2, seed: '0', schedule: 'llada' },
    sampling: defaultSampling,
  };
  const steps = decode(tablePredictor(ends), request);
  expect((await steps.next()).value).toMatchObject({ length: 2, note: expect.stringContaining('gets 2 positions') });
  expect((await steps.next()).value).toMatchObject({ length: 3, note: expect.stringContaining('ends at position 3') });
  expect(await steps.next()).toEqual({ done: true, value: 'complete' });
});
