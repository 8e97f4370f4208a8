/** Prompt and settings of a decode as pairs of text: `s=p2`, `t=0.2`, `o.eta=0.1`. What has its default is left out. */
import * as v from 'valibot';
import { strategyOptions } from '../decode/options.ts';
import { LIMITS, TIE_RULES } from '../decode/request.ts';
import { findStrategy, strategies } from '../decode/strategies/registry.ts';
import type { OptionSpec, OptionValue } from '../decode/types.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { settingsOf } from './decode-request.ts';
import { amount, flag, type LinkParts, text, whole } from './link-parts.ts';
import { defaultSettings, type Settings } from './settings-slice.ts';

/** What decides a decode, but for the model. */
export interface Experiment {
  readonly promptText: string;
  /** With the options of its strategy alone, and of these only what differs from the default. */
  readonly settings: Settings;
}

function isSeed(digits: string): boolean {
  return /^\d{1,20}$/.test(digits) && BigInt(digits) < 2n ** 64n;
}

type Parameter = keyof Omit<Settings, 'options' | 'strategy'>;

/** Of each setting its name in a link and what it may be. */
const parameters: {
  readonly [Name in Parameter]: readonly [name: string, schema: v.GenericSchema<string, Settings[Name]>];
} = {
  schedule: ['schedule', v.picklist(['dream', 'llada', 'dllm'])],
  canvasLength: ['canvas', whole(1, LIMITS.canvasLength)],
  steps: ['steps', whole(1, LIMITS.steps)],
  blockLength: ['block', whole(1, LIMITS.canvasLength)],
  temperature: ['t', amount(LIMITS.temperature)],
  topP: ['topp', v.pipe(amount(1), v.gtValue(0))],
  topK: ['topk', whole(1, 0x7fffffff)],
  algTemp: ['algtemp', amount(LIMITS.algTemp)],
  suppressMask: ['nomask', flag],
  seed: ['seed', v.pipe(text, v.check(isSeed))],
  eps: ['eps', v.pipe(amount(1), v.ltValue(1))],
  skipEmptySteps: ['skip', flag],
  order: ['order', v.picklist(['temperature-first', 'filter-first'])],
  ties: ['ties', v.picklist(TIE_RULES)],
  guidance: ['cfg', amount(LIMITS.guidance)],
  suppressEos: ['noeos', flag],
  doubtEnds: ['doubtends', flag],
};

const strategySchema = v.picklist(strategies.map(({ id }) => id));

/** Options of the strategy: `o.eta=0.2`. */
const OPTION = 'o.';

/** Prompt and settings as a link holds them. */
export function experimentOf(promptText: string, settings: Settings): Experiment {
  const { strategy, options } = settings;
  const specs = findStrategy(strategy).options ?? [];
  const own = Object.entries(options[strategy] ?? {}).filter(
    ([name, value]) => specs.find((spec) => spec.name === name)?.default !== value,
  );
  return {
    promptText,
    settings: { ...settings, options: own.length === 0 ? {} : { [strategy]: Object.fromEntries(own) } },
  };
}

/** What makes the decode of a trace again. */
export function tracedExperiment({ promptText, request }: DecodeTrace): Experiment {
  return experimentOf(promptText, settingsOf(request));
}

/** The same text for the same experiment, whatever options other strategies have. */
export function experimentKey({ promptText, settings }: Experiment): string {
  return new URLSearchParams([['p', promptText], ...settingsPairs(settings).map((pair) => [...pair])]).toString();
}

/** What differs from the defaults. A setting that is out of range is left out. */
export function settingsPairs(settings: Settings): readonly (readonly [name: string, value: string])[] {
  const defaults = { ...defaultsFor(settings), canvasLength: defaultSettings.canvasLength };
  const strategy = settings.strategy === defaultSettings.strategy ? [] : [['s', settings.strategy] as const];
  const said = Object.entries(parameters).flatMap(([field, [name, schema]]) => {
    const value = settings[field as Parameter];
    const written = typeof value === 'boolean' ? String(Number(value)) : String(value);
    return value !== defaults[field as Parameter] && v.is(schema, written) ? [[name, written] as const] : [];
  });
  const own = Object.entries(experimentOf('', settings).settings.options[settings.strategy] ?? {});
  return [...strategy, ...said, ...own.map(([name, value]) => [OPTION + name, String(value)] as const)];
}

/** Schedule, steps and blocks follow strategy and canvas where a link does not say. */
function defaultsFor({ strategy, canvasLength }: Pick<Settings, 'strategy' | 'canvasLength'>): Settings {
  const { schedule } = findStrategy(strategy);
  return { ...defaultSettings, strategy, schedule, canvasLength, steps: canvasLength, blockLength: canvasLength };
}

/** The settings that the parts say; those that are wrong have their defaults, and are dropped. */
export function takeSettings(parts: LinkParts): Settings {
  const strategy = parts.take('s', strategySchema) ?? defaultSettings.strategy;
  const said = Object.entries(parameters).flatMap(([field, [name, schema]]) => {
    const value = parts.take(name, schema as v.GenericSchema<string, unknown>);
    return value === undefined ? [] : [[field, value]];
  });
  const settings: Partial<Settings> = Object.fromEntries(said);
  const own = (findStrategy(strategy).options ?? []).flatMap((spec) => {
    const value = parts.take(OPTION + spec.name, optionSchema(strategy, spec));
    return value === undefined ? [] : [[spec.name, value]];
  });
  const defaults = defaultsFor({ strategy, canvasLength: settings.canvasLength ?? defaultSettings.canvasLength });
  const options = own.length === 0 ? {} : { [strategy]: Object.fromEntries(own) };
  return experimentOf('', { ...defaults, ...settings, options }).settings;
}

function optionSchema(strategy: string, spec: OptionSpec) {
  return v.pipe(
    text,
    v.transform((written) => optionValue(strategy, spec, written)),
    v.check((value) => value !== undefined),
  );
}

/** `undefined` if it is out of the option's range. */
function optionValue(strategy: string, spec: OptionSpec, written: string): OptionValue | undefined {
  const value = { number: numberOf, integer: numberOf, boolean: booleanOf, choice: (choice: string) => choice }[
    spec.kind
  ](written);
  try {
    return strategyOptions(findStrategy(strategy), { [spec.name]: value })[spec.name];
  } catch {
    return undefined;
  }
}

function numberOf(written: string): OptionValue {
  if (written === 'null') return null;
  return /^-?[.\d]/.test(written) ? Number(written) : Number.NaN;
}

function booleanOf(written: string): OptionValue {
  return written === 'true' || (written === 'false' ? false : written);
}
