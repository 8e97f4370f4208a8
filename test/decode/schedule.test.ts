import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dllmQuotas, dreamQuota, dreamRevealProbability, dreamTime, lladaQuotas } from '../../src/decode/schedule.ts';

interface Golden {
  dream_schedule: Record<string, number[]>;
  dream_timesteps_8: number[];
  llada_quota: Record<string, number[]>;
}
const golden = JSON.parse(readFileSync(new URL('../golden/golden.json', import.meta.url), 'utf8')) as Golden;

/** Quotas of a whole run that commits all it is asked to. */
function dreamQuotas(length: number, steps: number, eps = 1e-3): number[] {
  let masked = length;
  return Array.from({ length: steps }, (_, step) => {
    const quota = dreamQuota(masked, step, steps, eps);
    masked -= quota;
    return quota;
  });
}

/** "256/100" of golden.json. */
const sizes = (name: string) => name.split('/').map(Number) as [number, number];

describe('dreamTime', () => {
  test('equals torch.linspace to the last bit', () => {
    expect(Array.from({ length: 9 }, (_, i) => dreamTime(i, 8, 1e-3))).toEqual(golden.dream_timesteps_8);
  });

  test('one step goes from 1 to eps', () => {
    expect([0, 1].map((i) => dreamTime(i, 1, 1e-3))).toEqual([1, Math.fround(1e-3)]);
  });
});

describe('dreamQuota', () => {
  test.each(Object.entries(golden.dream_schedule))('golden %s', (name, expected) => {
    const [length, steps] = sizes(name);
    expect(dreamQuotas(length, steps)).toEqual(expected);
  });

  // Executed with PyTorch: as many steps as slots commit nothing first and two tokens last.
  test.each([8, 16, 32, 64, 128, 256, 512, 768])('%i slots in as many steps: 0, 1, …, 1, 2', (length) => {
    expect(dreamQuotas(length, length)).toEqual([0, ...new Array<number>(length - 2).fill(1), 2]);
  });

  test('1024 slots in as many steps: 0, 0, 1, …, 1, 3', () => {
    expect(dreamQuotas(1024, 1024)).toEqual([0, 0, ...new Array<number>(1021).fill(1), 3]);
  });

  test('256 in 128 and 512 in 256: 1, 2, …, 2, 3', () => {
    expect(dreamQuotas(256, 128)).toEqual([1, ...new Array<number>(126).fill(2), 3]);
    expect(dreamQuotas(512, 256)).toEqual([1, ...new Array<number>(254).fill(2), 3]);
  });

  test('quotas are never negative and sum to the slots', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 300 }), fc.constantFrom(0, 1e-12, 1e-3, 0.5), (m, k, eps) => {
        const quotas = dreamQuotas(m, k, eps);
        expect(quotas.every((quota) => quota >= 0)).toBe(true);
        expect(quotas.reduce((a, b) => a + b, 0)).toBe(m);
      }),
    );
  });
});

describe('dreamRevealProbability', () => {
  test('is 1 − s/t, and 1 at the last step', () => {
    // t of 8 steps begins 1, 0.875124990940094 (golden).
    expect(dreamRevealProbability(0, 8, 1e-3)).toBeCloseTo(1 - 0.875124990940094, 7);
    expect(dreamRevealProbability(7, 8, 1e-3)).toBe(1);
  });
});

describe('lladaQuotas', () => {
  test.each(Object.entries(golden.llada_quota))('golden %s', (name, expected) => {
    const [masked, steps] = sizes(name);
    expect(Array.from(lladaQuotas(masked, steps))).toEqual(expected);
  });

  test('sum to the slots, fall, and differ by one at most', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (masked, steps) => {
        const quotas = Array.from(lladaQuotas(masked, steps));
        expect(quotas.reduce((a, b) => a + b, 0)).toBe(masked);
        expect(quotas[0]! - quotas.at(-1)!).toBeLessThanOrEqual(1);
        expect(quotas).toEqual(quotas.toSorted((a, b) => b - a));
      }),
    );
  });
});

describe('dllmQuotas', () => {
  // As the scheduler of dllm gives them; its float32 time decides the halves: 5 in 3 would be 2, 2, 1 without it.
  test.each([
    [5, 3, [2, 1, 2]],
    [20, 7, [3, 3, 3, 3, 3, 2, 3]],
    [32, 10, [3, 3, 3, 3, 3, 3, 3, 4, 3, 4]],
  ])('%i in %i', (masked, steps, expected) => {
    expect(Array.from(dllmQuotas(masked, steps))).toEqual(expected);
  });

  test('sum to the slots, none of them 0, in no more steps than there are', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (masked, steps) => {
        const quotas = Array.from(dllmQuotas(masked, steps));
        expect(quotas.reduce((a, b) => a + b, 0)).toBe(masked);
        expect(quotas.every((quota) => quota > 0)).toBe(true);
        expect(quotas.length).toBeLessThanOrEqual(steps);
      }),
    );
  });
});
