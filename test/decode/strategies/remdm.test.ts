import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSampling } from '../../../src/decode/request.ts';
import { type Guess, MASK, runStub } from './revising-run.ts';

const guesses = (length: number): Guess[] => Array.from({ length }, (_, position) => [1 + (position % 4), 0.7]);
const noTie = { ties: 0, gap: null };

/** Masked slots after each pass. */
async function maskedAfter(strategy: string, length: number, steps: number, options = {}) {
  const { records } = await runStub(strategy, { passes: [guesses(length)] }, { steps, options });
  let masked = length;
  return records.map(({ unmask, remask }) => {
    masked += remask.length - unmask.length;
    return masked;
  });
}

describe('the share of masked slots is that of the diffusion, 1 − α, however many are masked again', () => {
  const length = 2000;
  // Four standard deviations of a share of 2000 slots: 4·√(¼ / 2000) = .045.
  const tolerance = 0.045;

  test.each([
    ['remdm-cap', { eta: 0 }],
    ['remdm-cap', { eta: 0.2 }],
    ['remdm-rescale', { eta: 0.5 }],
    ['remdm-rescale', { eta: 1 }],
  ])('%s %o: t falls evenly from 1 to 0', async (strategy, options) => {
    const masked = await maskedAfter(strategy, length, 8, options);
    for (const [pass, count] of masked.slice(0, 8).entries()) {
      expect(Math.abs(count / length - (1 - (pass + 1) / 8))).toBeLessThan(tolerance);
    }
  });

  test('remdm-loop: stays at a tenth between tOn and tOff', async () => {
    // Passes begin at t = 1, 15/16, …. By tOn = 8/16, α has risen to .9 in 8 passes; 4 passes until tOff = 4/16; then
    // the share falls with t.
    const options = { eta: 0.1, tOn: 0.5, tOff: 0.25, eps: 0 };
    const masked = await maskedAfter('remdm-loop', length, 16, options);
    const expected = [1, 2, 3, 4, 5, 6, 7, 8]
      .map((pass) => 1 - (pass / 8) * 0.9)
      .concat([0.1, 0.1, 0.1, 0.1, 0.075, 0.05, 0.025, 0]);
    for (const [pass, share] of expected.entries())
      expect(Math.abs(masked[pass]! / length - share)).toBeLessThan(tolerance);
    const { passes } = await runStub('remdm-loop', { passes: [guesses(length)] }, { steps: 16, options });
    const remasked = passes.map(({ remask }) => remask.length);
    expect(remasked.map((count) => count > 0)).toEqual(expected.map((_, pass) => pass >= 8 && pass < 12).concat(false));
  });
});

test.each(['remdm-cap', 'remdm-rescale'])('%s with η = 0 masks nothing again', async (strategy) => {
  const { passes } = await runStub(strategy, { passes: [guesses(40)] }, { steps: 10, options: { eta: 0 } });
  expect(passes.flatMap(({ remask }) => remask)).toEqual([]);
});

test('remdm-conf masks again rather what was unsure when it was committed', async () => {
  // softmax(−ψ): e^−.95 to e^−.3, so that an unsure slot is masked again 1.92 times as often as a sure one.
  const mixed = Array.from({ length: 60 }, (_, position): Guess => [1, position % 2 === 0 ? 0.95 : 0.3]);
  let sure = 0;
  let unsure = 0;
  for (let seed = 0; seed < 60; seed++) {
    const change = { steps: 30, seed: String(seed), sampling: { ...defaultSampling, temperature: 1 } };
    const { passes } = await runStub('remdm-conf', { passes: [mixed] }, change);
    for (const position of passes.flatMap(({ remask }) => remask)) position % 2 === 0 ? sure++ : unsure++;
  }
  expect(sure + unsure).toBeGreaterThan(500);
  expect(unsure / sure).toBeGreaterThan(1.2);
});

test('every run takes one pass more than its steps, block by block, and ends full', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('remdm-cap', 'remdm-rescale', 'remdm-conf', 'remdm-loop'),
      fc.record({ blocks: fc.integer({ min: 1, max: 3 }), perBlock: fc.integer({ min: 1, max: 6 }) }),
      fc.nat(1000),
      async (strategy, { blocks, perBlock }, seed) => {
        const blockLength = 5;
        const { records, end } = await runStub(
          strategy,
          { passes: [guesses(blocks * blockLength)] },
          { blockLength, steps: blocks * perBlock, seed: String(seed) },
        );
        expect(end).toBe('complete');
        expect(records).toHaveLength(blocks * (perBlock + 1));
        const tokens = new Array<number>(blocks * blockLength).fill(MASK);
        for (const { block, unmask, remask, boundary } of records) {
          expect(boundary).toEqual(noTie);
          const touched = [...unmask.map(({ position }) => position), ...remask];
          expect(touched.every((position) => Math.floor(position / blockLength) === block)).toBe(true);
          for (const { position, tokenId } of unmask) {
            expect(tokens[position]).toBe(MASK);
            tokens[position] = tokenId;
          }
          for (const position of remask) tokens[position] = MASK;
        }
        expect(tokens).not.toContain(MASK);
      },
    ),
    { numRuns: 100 },
  );
});
