import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRequest } from '../../src/decode/request.ts';
import { requestOf, settingsOf } from '../../src/state/decode-request.ts';
import { settingsProblems } from '../../src/state/settings-check.ts';
import { defaultSettings, type Settings } from '../../src/state/settings-slice.ts';
import { createWatchStore } from '../../src/state/store.ts';

const number = fc.oneof(
  fc.integer({ min: -2, max: 13 }),
  fc.constantFrom(0.5, 1e-3, 96, 4096, 4097, Number.NaN, Number.POSITIVE_INFINITY),
);
const settings: fc.Arbitrary<Settings> = fc.record({
  strategy: fc.constantFrom('entropy', 'origin'),
  schedule: fc.constantFrom('dream' as const, 'llada' as const),
  canvasLength: number,
  steps: number,
  blockLength: number,
  temperature: number,
  topP: fc.option(number),
  topK: fc.option(number),
  algTemp: number,
  suppressMask: fc.boolean(),
  seed: fc.constantFrom('0', '18446744073709551615', '18446744073709551616', '-1', '', '1.5', 'x'),
  eps: number,
  skipEmptySteps: fc.boolean(),
  order: fc.constantFrom('temperature-first' as const, 'filter-first' as const),
});

function isRefused(candidate: Settings): boolean {
  try {
    checkRequest(requestOf(candidate, Int32Array.of(1), 3), Number.POSITIVE_INFINITY);
    return false;
  } catch {
    return true;
  }
}

describe('settingsProblems', () => {
  it('is silent exactly where the decoder takes the request', () => {
    const near = fc.tuple(settings, fc.subarray(Object.keys(defaultSettings) as (keyof Settings)[]));
    fc.assert(
      fc.property(near, ([wild, kept]) => {
        const candidate = { ...wild, ...Object.fromEntries(kept.map((field) => [field, defaultSettings[field]])) };
        expect(Object.keys(settingsProblems(candidate, null)).length > 0).toBe(isRefused(candidate));
      }),
      { numRuns: 1000 },
    );
  });

  it('speaks beside the field that is wrong', () => {
    const problems = (part: Partial<Settings>) => settingsProblems({ ...defaultSettings, ...part }, 256);
    expect(problems({})).toEqual({});
    expect(problems({ blockLength: 7 })).toEqual({ blockLength: 'Must divide the canvas (96).' });
    expect(problems({ blockLength: 32, steps: 64 })).toEqual({ steps: 'A multiple of the 3 blocks.' });
    expect(problems({ canvasLength: 256, blockLength: 256 })).toEqual({ canvasLength: 'At most 255 for this model.' });
    expect(problems({ topP: 0 })).toEqual({ topP: 'Above 0, at most 1.' });
    expect(problems({ temperature: Number.NaN })).toEqual({ temperature: 'From 0 to 10.' });
  });
});

describe('change', () => {
  it('keeps one step a token and one block on another canvas length', () => {
    const store = createWatchStore();
    store.getState().change({ canvasLength: 64 });
    expect(store.getState().settings).toMatchObject({ canvasLength: 64, steps: 64, blockLength: 64 });
    store.getState().change({ steps: 32 });
    store.getState().change({ canvasLength: 96 });
    expect(store.getState().settings).toMatchObject({ canvasLength: 96, steps: 32, blockLength: 96 });
  });
});

describe('settingsOf', () => {
  it('gives the settings back that a request was made of', () => {
    fc.assert(
      fc.property(settings, (candidate) => {
        expect(settingsOf(requestOf(candidate, Int32Array.of(1), 3))).toEqual(candidate);
      }),
    );
  });
});
