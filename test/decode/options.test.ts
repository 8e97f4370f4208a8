import { describe, expect, test } from 'vitest';
import { checkNeeds, checkPace, numberOption, rangeOf, strategyOptions } from '../../src/decode/options.ts';
import { defaultSampling } from '../../src/decode/request.ts';
import { strategies } from '../../src/decode/strategies/registry.ts';
import type { OptionSpec, OptionValue, Strategy } from '../../src/decode/types.ts';

const specs: readonly OptionSpec[] = [
  { name: 'share', summary: 'A share.', kind: 'number', min: 0, max: 1, default: 0.5 },
  { name: 'count', summary: 'A count.', kind: 'integer', min: 1, max: 9, nullable: true, default: null },
  { name: 'strict', summary: 'A switch.', kind: 'boolean', default: true },
  { name: 'mode', summary: 'A choice.', kind: 'choice', choices: ['fast', 'slow'], default: 'slow' },
];
const strategy: Strategy = { ...strategies[0]!, id: 'sample', label: 'Sample', options: specs };

test('what is not given has its default', () => {
  expect(strategyOptions(strategy)).toEqual({ share: 0.5, count: null, strict: true, mode: 'slow' });
  expect(strategyOptions(strategy, { count: 3, mode: 'fast' })).toEqual({
    share: 0.5,
    count: 3,
    strict: true,
    mode: 'fast',
  });
});

describe('bad-settings', () => {
  const bad: [string, Record<string, OptionValue>, RegExp][] = [
    ['unknown', { speed: 1 }, /no option "speed"; it has share, count, strict, mode/],
    ['too large', { share: 1.1 }, /share is 1.1; it must be a number from 0 to 1/],
    ['not a number', { share: Number.NaN }, /share is NaN/],
    ['null where that is no value', { share: null }, /share is null/],
    ['fractional count', { count: 2.5 }, /count is 2.5; it must be a whole number from 1 to 9, or null/],
    ['number for a switch', { strict: 1 }, /strict is 1; it must be true or false/],
    ['another choice', { mode: 'slower' }, /mode is slower; it must be one of fast, slow/],
  ];
  test.each(bad)('%s', (_, options, message) => {
    expect(() => strategyOptions(strategy, options)).toThrow(
      expect.objectContaining({ code: 'bad-settings', message: expect.stringMatching(message) }),
    );
  });
});

test('every option of every strategy is named once, explained, and has a legal default', () => {
  for (const { id, options = [] } of strategies) {
    expect(new Set(options.map(({ name }) => name)).size, id).toBe(options.length);
    for (const spec of options) {
      expect(spec.name, id).toMatch(/^[a-z][A-Za-z]*$/);
      expect(spec.summary, `${id} ${spec.name}`).toMatch(/^[^\n]+\.$/);
      expect(rangeOf(spec)).not.toBe('');
    }
  }
  for (const one of strategies) expect(() => strategyOptions(one, strategyOptions(one))).not.toThrow();
});

test('numberOption reads numbers only', () => {
  expect(numberOption({ share: 0.5 }, 'share')).toBe(0.5);
  expect(() => numberOption({ share: null }, 'share')).toThrow('option share is null');
});

describe('checkNeeds', () => {
  const needy: Strategy = { ...strategy, needs: ['shadow'] };

  test('passes where everything is met', () => {
    expect(() => checkNeeds(needy, defaultSampling, ['background'])).not.toThrow();
    expect(() => checkNeeds(strategy, defaultSampling, ['guidance'])).not.toThrow();
  });

  test('names what is not, a second pass for guidance included', () => {
    expect(() => checkNeeds(needy, defaultSampling, ['shadow'])).toThrow(
      expect.objectContaining({
        code: 'bad-settings',
        message: expect.stringContaining('"Sample" needs a second copy'),
      }),
    );
    expect(() => checkNeeds(strategy, { ...defaultSampling, guidance: 1 }, ['guidance'])).toThrow(
      /a second pass without the prompt/,
    );
  });
});

describe('a network that sees nothing behind a slot', () => {
  const unmet = ['both-sides'] as const;

  test('decodes by the one strategy that never needs it', () => {
    const able = strategies.filter((one) => {
      try {
        checkNeeds(one, defaultSampling, unmet);
        return true;
      } catch {
        return false;
      }
    });
    expect(able.map(({ id }) => id)).toEqual(['left-to-right']);
  });

  test('writes one token a step', () => {
    const pace = { canvasLength: 8, steps: 8, schedule: 'llada' } as const;
    expect(() => checkPace(pace, unmet)).not.toThrow();
    expect(() => checkPace({ ...pace, schedule: 'dllm' }, unmet)).not.toThrow();
    expect(() => checkPace({ ...pace, steps: 4 }, [])).not.toThrow();
    const refusal = expect.objectContaining({
      code: 'bad-settings',
      message: expect.stringContaining('one token a step'),
    });
    expect(() => checkPace({ ...pace, steps: 4 }, unmet)).toThrow(refusal);
    // Dream's time grid commits nothing in some steps and two tokens in others.
    expect(() => checkPace({ ...pace, schedule: 'dream' }, unmet)).toThrow(refusal);
  });
});
