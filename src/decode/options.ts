/** The parameters of strategies: their defaults and ranges, and what they need of a predictor. */
import { DiffuscopeError } from '../model/error.ts';
import type { DecodeRequest, Need, OptionSpec, OptionValue, OptionValues, Sampling, Strategy } from './types.ts';

/**
 * The options given, with the defaults of those that are not.
 * @throws DiffuscopeError `bad-settings` for an option that the strategy does not have, or a value out of its range.
 */
export function strategyOptions(strategy: Strategy, given: OptionValues = {}): OptionValues {
  const specs = strategy.options ?? [];
  const names = specs.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw badOption(`${strategy.id} has no option "${unknown.slice(0, 40)}"; ${known}.`);
  }
  return Object.fromEntries(
    specs.map((spec) => {
      const value = Object.hasOwn(given, spec.name) ? given[spec.name]! : spec.default;
      const range = rangeOf(spec);
      if (!isLegal(spec, value)) throw badOption(`${strategy.id}: ${spec.name} is ${value}; it must be ${range}.`);
      return [spec.name, value];
    }),
  );
}

function isLegal(spec: OptionSpec, value: OptionValue): boolean {
  if (spec.kind === 'boolean') return typeof value === 'boolean';
  if (spec.kind === 'choice') return typeof value === 'string' && spec.choices.includes(value);
  if (value === null) return spec.nullable === true;
  if (typeof value !== 'number' || (spec.kind === 'integer' && !Number.isInteger(value))) return false;
  return value >= spec.min && value <= spec.max;
}

/** The legal values in words. */
export function rangeOf(spec: OptionSpec): string {
  if (spec.kind === 'boolean') return 'true or false';
  if (spec.kind === 'choice') return `one of ${spec.choices.join(', ')}`;
  const numbers = `a ${spec.kind === 'integer' ? 'whole ' : ''}number from ${spec.min} to ${spec.max}`;
  return spec.nullable ? `${numbers}, or null` : numbers;
}

/** A numeric option of a strategy, by name; one that may be off is read from `options` itself. */
export function numberOption(options: OptionValues, name: string): number {
  const value = options[name];
  if (typeof value !== 'number') throw new Error(`option ${name} is ${value}`);
  return value;
}

/** What a need is, in words that follow "it needs". */
export const needWords: Readonly<Record<Need, string>> = {
  shadow: 'a second copy of the block that attends to the first',
  background: 'the token frequencies of a background corpus',
  guidance: 'a second pass without the prompt',
  growth: 'a canvas whose length changes',
  'both-sides': 'a model that sees the tokens on both sides of a slot',
};

/** All that a strategy needs of a predictor beyond the usual statistics. */
export function strategyNeeds({ needs = [], leftOnly }: Strategy): readonly Need[] {
  return leftOnly ? needs : [...needs, 'both-sides'];
}

/**
 * Says before the run that a predictor cannot give what the strategy or its settings need.
 * @throws DiffuscopeError `bad-settings`
 */
export function checkNeeds(strategy: Strategy, sampling: Sampling, unmet: readonly Need[]): void {
  const needs = strategyNeeds(strategy);
  const asked: readonly Need[] = (sampling.guidance ?? 0) > 0 ? [...needs, 'guidance'] : needs;
  const missing = asked.find((need) => unmet.includes(need));
  if (missing === undefined) return;
  throw new DiffuscopeError(
    'bad-settings',
    `"${strategy.label}" needs ${needWords[missing]}, which this model and runtime do not give.`,
    'Choose another strategy, model or provider.',
  );
}

/** Whether every step commits one token. */
export function isOneByOne({ steps, canvasLength, schedule }: Pace): boolean {
  return steps === canvasLength && schedule !== 'dream';
}

type Pace = Pick<DecodeRequest, 'steps' | 'canvasLength' | 'schedule'>;

/**
 * A network that sees nothing behind a slot knows only the next token: those behind it would be guessed from masks.
 * @throws DiffuscopeError `bad-settings`
 */
export function checkPace(request: Pace, unmet: readonly Need[]): void {
  if (!unmet.includes('both-sides') || isOneByOne(request)) return;
  const message = 'This model is autoregressive: it can only write one token a step, from left to right.';
  const remedy = 'Set as many steps as the canvas has tokens, and the LLaDA schedule.';
  throw new DiffuscopeError('bad-settings', message, remedy);
}

function badOption(message: string): DiffuscopeError {
  return new DiffuscopeError('bad-settings', message, 'Change the setting.');
}
