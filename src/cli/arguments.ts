/** Values on the command line: checked where they are read, with commander's exit code for wrong usage. */
import { InvalidArgumentError } from 'commander';
import type { OptionValue, OptionValues } from '../decode/types.ts';

export function number(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('Give a number.');
  return value;
}

export function positiveInteger(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return value;
}

/** From 0. */
export function wholeNumber(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Give a whole number.');
  return value;
}

/** `name=value`, the value as JSON where it is a number, true, false or null; ranges are checked with the request. */
export function strategyOption(text: string, before: OptionValues): OptionValues {
  const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Give it as name=value.');
  const asNumber = /^[-+]?[.\d]/.test(value) ? Number(value) : Number.NaN;
  const words: Record<string, OptionValue> = { true: true, false: false, null: null };
  const isWord = Object.hasOwn(words, value);
  return { ...before, [name]: isWord ? words[value]! : Number.isFinite(asNumber) ? asNumber : value };
}
