import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, TIE_RULES } from '../../src/decode/request.ts';
import { findStrategy, strategies } from '../../src/decode/strategies/registry.ts';
import type { OptionSpec, OptionValue, OptionValues } from '../../src/decode/types.ts';
import { experimentKey, experimentOf } from '../../src/state/experiment-url.ts';
import { defaultSettings, type Settings } from '../../src/state/settings-slice.ts';
import {
  type Comparison,
  decodeLink,
  encodeLink,
  type Link,
  leavesPromptOut,
  MOST_PROMPT,
} from '../../src/state/url.ts';
import { colourModes, layouts } from '../../src/state/view-slice.ts';

const share = (most: number) => fc.double({ min: 0, max: most, noNaN: true }).map((value) => Number(value.toFixed(6)));

const optionValue = (spec: OptionSpec): fc.Arbitrary<OptionValue> => {
  if (spec.kind === 'boolean') return fc.boolean();
  if (spec.kind === 'choice') return fc.constantFrom(...spec.choices);
  const value = spec.kind === 'integer' ? fc.integer(spec) : fc.double({ ...spec, noNaN: true });
  return spec.nullable ? fc.option(value) : value;
};

const settingsOf = (strategy: string): fc.Arbitrary<Settings> =>
  fc.record({
    strategy: fc.constant(strategy),
    schedule: fc.constantFrom('dream', 'llada', 'dllm'),
    canvasLength: fc.integer({ min: 1, max: LIMITS.canvasLength }),
    steps: fc.integer({ min: 1, max: LIMITS.steps }),
    blockLength: fc.integer({ min: 1, max: LIMITS.canvasLength }),
    temperature: share(LIMITS.temperature),
    topP: fc.option(share(1).filter((mass) => mass > 0)),
    topK: fc.option(fc.integer({ min: 1, max: 0x7fffffff })),
    algTemp: share(LIMITS.algTemp),
    suppressMask: fc.boolean(),
    seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    eps: share(0.999),
    skipEmptySteps: fc.boolean(),
    order: fc.constantFrom('temperature-first', 'filter-first'),
    ties: fc.constantFrom(...TIE_RULES),
    guidance: share(LIMITS.guidance),
    suppressEos: fc.boolean(),
    doubtEnds: fc.boolean(),
    options: fc
      .record(
        Object.fromEntries((findStrategy(strategy).options ?? []).map((spec) => [spec.name, optionValue(spec)])),
        { requiredKeys: [] },
      )
      .map((own) => ({ [strategy]: own as OptionValues })),
  });

const experiment = fc.record({
  promptText: fc.string({ unit: 'binary', maxLength: 200 }),
  settings: fc.constantFrom(...strategies.map(({ id }) => id)).chain(settingsOf),
});

const comparison: fc.Arbitrary<Comparison> = fc
  .record({
    promptText: fc.string({ unit: 'binary', maxLength: 200 }),
    panes: fc.array(
      experiment.map(({ settings }) => experimentOf('', settings).settings),
      { maxLength: 4 },
    ),
    place: fc.nat(),
    alignment: fc.constantFrom('step', 'fraction'),
  })
  .map(({ place, ...rest }) => ({ ...rest, base: rest.panes.length === 0 ? 0 : place % rest.panes.length }));

const view = fc.record(
  {
    provider: fc.constantFrom('wasm', 'webgpu', 'webgpu-f32'),
    quantisation: fc.constantFrom('f32', 'u8', 'q4'),
    cursor: fc.nat(1_000_000),
    colour: fc.constantFrom(...colourModes),
    layout: fc.constantFrom(...layouts),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Link>;

describe('a link', () => {
  it('brings back whatever experiment it was made from', () => {
    fc.assert(
      fc.property(experiment, view, ({ promptText, settings }, seen) => {
        const link = { experiment: experimentOf(promptText, settings), ...seen };
        expect(decodeLink(`#${encodeLink(link)}`)).toEqual({ link, ignored: [] });
      }),
    );
  });

  it('brings back whatever comparison it was made from', () => {
    fc.assert(
      fc.property(comparison, view, (compared, seen) => {
        const link: Link = { comparison: compared, ...seen };
        expect(decodeLink(`#${encodeLink(link)}`)).toEqual({ link, ignored: [] });
      }),
    );
  });

  it('says of a comparison once what all panes have in common', () => {
    const linkOf = (panes: readonly Settings[], more: Partial<Comparison> = {}) =>
      encodeLink({ comparison: { promptText: 'Say hi.', panes, base: 0, alignment: 'step', ...more }, cursor: 12 });
    const drawn = { ...defaultSettings, temperature: 0.2, topP: 0.95 };
    expect(linkOf([drawn, { ...drawn, ties: 'random' }], { base: 1 })).toBe(
      'p=Say+hi.&panes=2&t=0.2&topp=0.95&b.ties=random&base=b&at=12',
    );
    // One has it off, so that it is no common one.
    expect(linkOf([drawn, { ...drawn, topP: null }])).toBe('p=Say+hi.&panes=2&t=0.2&a.topp=0.95&at=12');
    // Two alike, and none.
    expect(linkOf([defaultSettings, defaultSettings])).toBe('p=Say+hi.&panes=2&at=12');
    expect(linkOf([])).toBe('p=Say+hi.&panes=0&at=12');
    // Different numbers of steps go by fraction unless it is said.
    const fewer = [defaultSettings, { ...defaultSettings, steps: 24 }];
    expect(linkOf(fewer, { alignment: 'fraction' })).toBe('p=Say+hi.&panes=2&b.steps=24&at=12');
    expect(linkOf(fewer)).toBe('p=Say+hi.&panes=2&b.steps=24&pace=step&at=12');
    const { schedule } = findStrategy('remdm-cap');
    const revising = { ...defaultSettings, strategy: 'remdm-cap', schedule, options: { 'remdm-cap': { eta: 0.2 } } };
    expect(linkOf([defaultSettings, revising])).toBe('p=Say+hi.&panes=2&b.s=remdm-cap&b.o.eta=0.2&at=12');
  });

  it.each([
    ['panes=5', ['panes=5', 'b.t=1']],
    ['panes=2&c.t=1', ['c.t=1']],
    ['panes=2&b.t=99', ['b.t=99', 'b.t=1']],
    ['panes=2&b.nothing=1', ['b.nothing=1']],
    ['panes=2&b.o.eta=0.2', ['b.o.eta=0.2']],
    ['panes=2&t=99', ['t=99']],
    ['panes=2&base=c', ['base=c']],
    ['panes=2&pace=slow', ['pace=slow']],
    ['panes=0&s=p2', ['s=p2', 'b.t=1']],
    ['panes=2&b.__proto__=1', ['b.__proto__=1']],
  ])('leaves out of a comparison what is wrong in %s and says so', (part, said) => {
    const { link, ignored } = decodeLink(`p=hi&${part}&b.t=1`);
    expect([...ignored].sort()).toEqual([...said].sort());
    expect((link.comparison ?? link.experiment)?.promptText).toBe('hi');
  });

  it('brings back an example with its place', () => {
    const link: Link = { example: 'first-light', cursor: 12, colour: 'entropy' };
    expect(encodeLink(link)).toBe('example=first-light&at=12&colour=entropy');
    expect(decodeLink(encodeLink(link))).toEqual({ link, ignored: [] });
  });

  it('says only what differs from the defaults', () => {
    const linkOf = (settings: Partial<Settings>) =>
      encodeLink({ experiment: experimentOf('Say hi.', { ...defaultSettings, ...settings }) });
    expect(linkOf({})).toBe('p=Say+hi.');
    // Steps and blocks follow the canvas, the schedule the strategy.
    expect(linkOf({ canvasLength: 32, steps: 32, blockLength: 32 })).toBe('p=Say+hi.&canvas=32');
    expect(linkOf({ strategy: 'p2', schedule: 'llada', temperature: 0.2 })).toBe('p=Say+hi.&s=p2&t=0.2');
    const { schedule } = findStrategy('remdm-cap');
    const options = { 'remdm-cap': { eta: 0.2 }, p2: { eta: 1 } };
    expect(linkOf({ strategy: 'remdm-cap', schedule, options })).toBe('p=Say+hi.&s=remdm-cap&o.eta=0.2');
    // A field that holds no number has its default.
    expect(linkOf({ temperature: Number.NaN })).toBe('p=Say+hi.');
  });

  it('never throws, and gives only what is legal, whatever it holds', () => {
    const pair = fc.tuple(
      fc.oneof(
        fc.string(),
        fc.constantFrom('p', 's', 't', 'seed', 'at', 'o.eta', 'canvas', '__proto__', 'constructor'),
        fc.constantFrom('p', 'panes', 'base', 'pace', 'a.s', 'b.t', 'd.o.eta', 'a.', 'a.b.t'),
      ),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('p2', '-1', '1e999', 'NaN', '0x10', 'true', '', '2', 'b', 'fraction'),
      ),
    );
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const fragment = new URLSearchParams(pairs).toString();
        const { link } = decodeLink(fragment);
        expect(decodeLink(encodeLink(link)).ignored).toEqual([]);
      }),
    );
  });

  it.each([
    ['t=abc', 't=abc'],
    ['t=-1', 't=-1'],
    ['t=99', 't=99'],
    ['s=nothing', 's=nothing'],
    ['seed=18446744073709551616', 'seed=18446744073709551616'],
    ['o.eta=0.2', 'o.eta=0.2'],
    ['o.__proto__=1', 'o.__proto__=1'],
    ['__proto__=1', '__proto__=1'],
    ['at=1.5', 'at=1.5'],
    ['colour=red', 'colour=red'],
    ['t=0.2&t=0.3', 't=0.3'],
    [`x=${'y'.repeat(100)}`, `x=${'y'.repeat(58)}`],
  ])('leaves out %s and says so', (part, said) => {
    const { link, ignored } = decodeLink(`p=hi&${part}`);
    expect(ignored).toEqual([said]);
    expect(link.experiment?.promptText).toBe('hi');
  });

  it('takes no prompt that no page would send, and no settings without a prompt', () => {
    expect(decodeLink(`p=${'a'.repeat(MOST_PROMPT + 1)}`).link).toEqual({});
    expect(decodeLink('t=0.2')).toEqual({ link: {}, ignored: ['t=0.2'] });
    const long = { experiment: experimentOf('a'.repeat(MOST_PROMPT + 1), { ...defaultSettings, seed: '7' }) };
    expect(leavesPromptOut(long)).toBe(true);
    expect(encodeLink(long)).toBe('p=&seed=7');
    expect(leavesPromptOut({ experiment: experimentOf('a'.repeat(MOST_PROMPT), defaultSettings) })).toBe(false);
    expect(leavesPromptOut({})).toBe(false);
  });
});

describe('the key of an experiment', () => {
  it('tells prompts apart that no link holds', () => {
    const key = (end: string) => experimentKey(experimentOf('a'.repeat(MOST_PROMPT) + end, defaultSettings));
    expect(key('b')).not.toBe(key('c'));
  });

  it('is the same whatever options other strategies have, and whether a default is said', () => {
    const key = (options: Settings['options']) =>
      experimentKey(experimentOf('hi', { ...defaultSettings, strategy: 'remdm-cap', options }));
    expect(key({ 'remdm-cap': { eta: 0.008 }, p2: { eta: 0.5 } })).toBe(key({}));
    expect(key({ 'remdm-cap': { eta: 0.1 } })).not.toBe(key({}));
  });
});
