import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRequest } from '../../src/decode/request.ts';
import { findStrategy } from '../../src/decode/strategies/registry.ts';
import { requestOf, settingsOf } from '../../src/state/decode-request.ts';
import { optionProblem, settingsProblems } from '../../src/state/settings-check.ts';
import { defaultSettings, type Settings } from '../../src/state/settings-slice.ts';
import { createWatchStore } from '../../src/state/store.ts';
import { english } from '../../src/words/words.ts';
import { stubTrace } from './stub-decode.ts';

const number = fc.oneof(
  fc.integer({ min: -2, max: 13 }),
  fc.constantFrom(0.5, 1e-3, 96, 4096, 4097, Number.NaN, Number.POSITIVE_INFINITY),
);
const settings: fc.Arbitrary<Settings> = fc.record({
  // By schedule, and of its own pace.
  strategy: fc.constantFrom('entropy', 'origin', 'threshold'),
  schedule: fc.constantFrom('dream' as const, 'llada' as const, 'dllm' as const),
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
  ties: fc.constantFrom('lowest' as const, 'highest' as const, 'random' as const, 'confidence' as const),
  guidance: number,
  suppressEos: fc.boolean(),
  doubtEnds: fc.boolean(),
  options: fc.constantFrom(
    {},
    { threshold: { threshold: 0.5 } },
    { threshold: { threshold: 2 } },
    { threshold: { threshold: Number.NaN } },
    { threshold: { remasking: 'random' } },
  ),
});
const tokens = { mask: 3, pad: 1, eos: [0, 2] };

function isRefused(candidate: Settings): boolean {
  try {
    checkRequest(requestOf(candidate, Int32Array.of(1), tokens), Number.POSITIVE_INFINITY);
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
        expect(Object.keys(settingsProblems(candidate, null, [], english)).length > 0).toBe(isRefused(candidate));
      }),
      { numRuns: 1000 },
    );
  });

  it('speaks beside the field that is wrong', () => {
    const problems = (part: Partial<Settings>) => settingsProblems({ ...defaultSettings, ...part }, 256, [], english);
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
        const own = candidate.strategy === 'threshold' ? candidate.options : {};
        expect(settingsOf(requestOf(candidate, Int32Array.of(1), tokens))).toEqual({ ...candidate, options: own });
      }),
    );
  });
});

describe('requestOf', () => {
  it('leaves out what is off, and names the ends of the text where they matter', () => {
    const ask = (part: Partial<Settings>) => requestOf({ ...defaultSettings, ...part }, Int32Array.of(1), tokens);
    const plain = ask({});
    expect(plain).not.toHaveProperty('options');
    expect(plain).not.toHaveProperty('ties');
    expect(plain.sampling).not.toHaveProperty('guidance');
    expect(plain.sampling).not.toHaveProperty('ends');
    expect(ask({ suppressEos: true }).sampling.ends).toEqual({
      eosId: 0,
      eotId: 2,
      suppressEos: true,
      doubtEnds: false,
    });
    expect(ask({ strategy: 'slowfast' }).sampling.ends).toMatchObject({ eosId: 0, suppressEos: false });
  });
});

describe('options', () => {
  it('are kept for each strategy, and only those of the chosen one are asked for', () => {
    const store = createWatchStore();
    const asked = () => requestOf(store.getState().settings, Int32Array.of(1), tokens).options;
    store.getState().chooseStrategy('threshold');
    expect(store.getState().settings.schedule).toBe('llada');
    store.getState().setOption('threshold', 0.7);
    expect(asked()).toEqual({ threshold: 0.7 });
    store.getState().chooseStrategy('entropy');
    expect(asked()).toBeUndefined();
    store.getState().chooseStrategy('threshold');
    expect(asked()).toEqual({ threshold: 0.7 });
  });

  it('are wrong in the words of their range', () => {
    const strategy = findStrategy('hierarchy');
    const low = strategy.options!.find(({ name }) => name === 'lowThreshold')!;
    expect(optionProblem(strategy, low, null, english)).toBeUndefined();
    expect(optionProblem(strategy, low, -1, english)).toBe('A number from 0 to 1, or empty.');
    const problems = settingsProblems(
      {
        ...defaultSettings,
        strategy: 'prophet',
        options: { prophet: { answerStart: -1 }, threshold: { threshold: 9 } },
      },
      null,
      [],
      english,
    );
    expect(problems).toEqual({ options: 'Out of range.' });
  });
});

describe('what the runtime cannot give', () => {
  it('is a problem of the strategies that need it, before the run', () => {
    const problems = (strategy: string) =>
      settingsProblems({ ...defaultSettings, strategy }, null, ['shadow'], english);
    expect(problems('wino').strategy).toContain('a second copy of the block');
    expect(problems('entropy')).toEqual({});
  });

  it('leaves no guidance where there can be no pass without the prompt', () => {
    const problems = (guidance: number) =>
      settingsProblems({ ...defaultSettings, guidance }, null, ['guidance'], english);
    expect(problems(1)).toEqual({ guidance: 'Only 0 for this model.' });
    expect(problems(0)).toEqual({});
  });

  it('leaves an autoregressive model one strategy, and one token a step', () => {
    const problems = (part: Partial<Settings>) =>
      settingsProblems({ ...defaultSettings, ...part }, null, ['both-sides'], english);
    expect(problems({}).strategy).toContain('sees the tokens on both sides');
    expect(problems({ strategy: 'left-to-right', schedule: 'llada' })).toEqual({});
    expect(problems({ strategy: 'left-to-right', schedule: 'llada', steps: 48 })).toEqual({
      steps: 'One token a step: 96.',
    });
    expect(problems({ strategy: 'left-to-right' })).toEqual({ schedule: 'One token a step: LLaDA or dllm.' });
  });
});

describe('adopt', () => {
  it('takes the options of the trace, and keeps those of other strategies', async () => {
    const store = createWatchStore();
    store.getState().chooseStrategy('threshold');
    store.getState().setOption('threshold', 0.7);
    store.getState().chooseStrategy('entropy-bound');
    store.getState().setOption('gamma', 0.3);
    const trace = await stubTrace();
    store.getState().adopt({
      ...trace,
      request: { ...trace.request, strategy: 'threshold', options: { threshold: 0.8 }, ties: 'random' },
    });
    expect(store.getState().settings).toMatchObject({
      strategy: 'threshold',
      ties: 'random',
      options: { threshold: { threshold: 0.8 }, 'entropy-bound': { gamma: 0.3 } },
    });
  });

  it('changes nothing for an import whose maker is not known', async () => {
    const store = createWatchStore();
    store.getState().setPrompt('Kept.');
    const trace = await stubTrace();
    store.getState().adopt({ ...trace, request: { ...trace.request, strategy: 'unknown' } });
    expect(store.getState()).toMatchObject({ promptText: 'Kept.', settings: defaultSettings });
  });
});
