/**
 * The experiment as the fragment of an address: `#p=Write+a+function&s=p2&t=0.2&at=12`. Readable, short (what has its
 * default is left out), and never sent to a server. Whatever a link says is checked; what is wrong is left out.
 */
import * as v from 'valibot';
import { strategyOptions } from '../decode/options.ts';
import { LIMITS, TIE_RULES } from '../decode/request.ts';
import { findStrategy, strategies } from '../decode/strategies/registry.ts';
import type { OptionSpec, OptionValue } from '../decode/types.ts';
import type { ProviderChoice } from '../engine/engine.ts';
import type { Quantisation } from '../model/manifest.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { settingsOf } from './decode-request.ts';
import { defaultSettings, type Settings } from './settings-slice.ts';
import { type ColourMode, colourModes, type Layout, layouts } from './view-slice.ts';

/** What decides a decode, but for the model. */
export interface Experiment {
  readonly promptText: string;
  /** With the options of its strategy alone, and of these only what differs from the default. */
  readonly settings: Settings;
}

/** What is absent has its default. */
export interface Link {
  /** Id of a recorded example; then there is no experiment. */
  readonly example?: string;
  readonly experiment?: Experiment;
  readonly provider?: ProviderChoice;
  readonly quantisation?: Quantisation;
  /** Steps shown of the decode; absent: all, and an example plays. */
  readonly cursor?: number;
  readonly colour?: ColourMode;
  readonly layout?: Layout;
}

/** Longer prompts are left out of a link: no model here takes them, and programs cut long addresses. */
export const MOST_PROMPT = 8000;

const text = v.string();
const whole = (least: number, most: number) =>
  v.pipe(text, v.regex(/^\d{1,10}$/), v.transform(Number), v.minValue(least), v.maxValue(most));
const amount = (most: number) =>
  v.pipe(text, v.regex(/^(\d+\.?\d*|\.\d+)(e-?\d{1,2})?$/), v.transform(Number), v.minValue(0), v.maxValue(most));
const flag = v.pipe(
  v.picklist(['0', '1']),
  v.transform((value) => value === '1'),
);

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

const promptSchema = v.pipe(text, v.maxLength(MOST_PROMPT));
const strategySchema = v.picklist(strategies.map(({ id }) => id));
const viewParameters = {
  example: ['example', v.pipe(text, v.regex(/^[a-z0-9-]{1,40}$/))],
  provider: ['on', v.picklist(['wasm', 'webgpu'])],
  quantisation: ['weights', v.picklist(['f32', 'u8', 'q4'])],
  cursor: ['at', whole(0, 1_000_000)],
  colour: ['colour', v.picklist(colourModes)],
  layout: ['layout', v.picklist(layouts)],
} as const;

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
export function experimentKey(experiment: Experiment): string {
  return encodeLink({ experiment });
}

/** Without `#`. A setting that is out of range is left out. */
export function encodeLink({ experiment, ...view }: Link): string {
  const pairs = new URLSearchParams();
  if (experiment !== undefined) addExperiment(pairs, experiment);
  for (const [field, [name, schema]] of Object.entries(viewParameters)) {
    const value = view[field as keyof typeof view];
    if (value !== undefined && v.is(schema, String(value))) pairs.append(name, String(value));
  }
  return pairs.toString();
}

function addExperiment(pairs: URLSearchParams, { promptText, settings }: Experiment): void {
  const defaults = { ...defaultsFor(settings), canvasLength: defaultSettings.canvasLength };
  if (promptText.length <= MOST_PROMPT) pairs.append('p', promptText);
  if (settings.strategy !== defaultSettings.strategy) pairs.append('s', settings.strategy);
  for (const [field, [name, schema]] of Object.entries(parameters)) {
    const value = settings[field as Parameter];
    if (value === defaults[field as Parameter]) continue;
    const written = typeof value === 'boolean' ? String(Number(value)) : String(value);
    if (v.is(schema, written)) pairs.append(name, written);
  }
  for (const [name, value] of Object.entries(settings.options[settings.strategy] ?? {})) {
    pairs.append(OPTION + name, String(value));
  }
}

/** Schedule, steps and blocks follow strategy and canvas where a link does not say. */
function defaultsFor({ strategy, canvasLength }: Pick<Settings, 'strategy' | 'canvasLength'>): Settings {
  const { schedule } = findStrategy(strategy);
  return { ...defaultSettings, strategy, schedule, canvasLength, steps: canvasLength, blockLength: canvasLength };
}

/**
 * @param fragment with or without `#`.
 * @returns the link, and the parts that were left out because no page takes them, as they stand in it.
 */
export function decodeLink(fragment: string): { readonly link: Link; readonly ignored: readonly string[] } {
  const ignored: string[] = [];
  const given = new Map<string, string>();
  const drop = (name: string, value: string): void => {
    ignored.push(`${name}=${value}`.slice(0, 60));
  };
  for (const [name, value] of new URLSearchParams(fragment.replace(/^#/, ''))) {
    if (given.has(name)) drop(name, value);
    else given.set(name, value);
  }
  const take = <Value>(name: string, schema: v.GenericSchema<string, Value>): Value | undefined => {
    const value = given.get(name);
    given.delete(name);
    if (value === undefined) return undefined;
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    drop(name, value);
    return undefined;
  };
  const view = Object.entries(viewParameters).flatMap(([field, [name, schema]]) => {
    const value = take(name, schema as v.GenericSchema<string, unknown>);
    return value === undefined ? [] : [[field, value]];
  });
  const link: Link = Object.fromEntries(view);
  const experiment = link.example === undefined ? takeExperiment(given, take, drop) : null;
  for (const [name, value] of given) drop(name, value);
  return { link: { ...link, ...(experiment !== null && { experiment }) }, ignored };
}

type Take = <Value>(name: string, schema: v.GenericSchema<string, Value>) => Value | undefined;

/** A link without a prompt names no experiment. */
function takeExperiment(
  given: Map<string, string>,
  take: Take,
  drop: (name: string, value: string) => void,
): Experiment | null {
  if (!given.has('p')) return null;
  const promptText = take('p', promptSchema);
  if (promptText === undefined) return null;
  const strategy = take('s', strategySchema) ?? defaultSettings.strategy;
  const said = Object.entries(parameters).flatMap(([field, [name, schema]]) => {
    const value = take(name, schema as v.GenericSchema<string, unknown>);
    return value === undefined ? [] : [[field, value]];
  });
  const settings: Partial<Settings> = Object.fromEntries(said);
  const own = [...given].flatMap(([name, value]) => {
    if (!name.startsWith(OPTION)) return [];
    given.delete(name);
    const option = name.slice(OPTION.length);
    const spec = findStrategy(strategy).options?.find((one) => one.name === option);
    const read = spec === undefined ? undefined : optionValue(strategy, spec, value);
    if (read !== undefined) return [[option, read]];
    drop(name, value);
    return [];
  });
  const defaults = defaultsFor({ strategy, canvasLength: settings.canvasLength ?? defaultSettings.canvasLength });
  const options = own.length === 0 ? {} : { [strategy]: Object.fromEntries(own) };
  return experimentOf(promptText, { ...defaults, ...settings, options });
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
