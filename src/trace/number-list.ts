/** Arrays of numbers in a trace file: written shortly, read with suspicion. */
import { DiffuscopeError } from '../model/error.ts';

/** The error of everything that is wrong with a trace file. `what` begins with the place, e.g. `steps[3].entropy`. */
export function damaged(what: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-trace',
    `The trace is damaged: ${what}.`,
    'Choose a trace that was saved by Diffuscope.',
  );
}

/** `−0` and `−∞` included, which JSON.stringify loses; `−∞` is the string "-Infinity". */
export function numberText(value: number): string {
  if (value === -Infinity) return '"-Infinity"';
  if (!Number.isFinite(value)) throw new Error(`a trace cannot hold ${value}`);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The shortest decimal that rounds to the same float32. */
export function float32Text(value: number): string {
  if (!Number.isFinite(value) || value === 0) return numberText(value);
  const rounded = (digits: number): number => Number(value.toPrecision(digits));
  let digits = 7; // most need 7 to 9, and 9 always do
  let decimal = rounded(digits);
  while (Math.fround(decimal) !== value) decimal = rounded(++digits);
  while (digits > 1 && digits <= 7) {
    const shorter = rounded(--digits);
    if (Math.fround(shorter) !== value) break;
    decimal = shorter;
  }
  return String(decimal);
}

export function numbersText(values: Int32Array | Float32Array | Float64Array | readonly number[]): string {
  const text = values instanceof Float32Array ? float32Text : numberText;
  const parts = new Array<string>(values.length);
  for (let i = 0; i < values.length; i++) parts[i] = text(values[i]!);
  return `[${parts.join(',')}]`;
}

/** @param length `null` for any. */
function list(value: unknown, where: string, length: number | null): readonly unknown[] {
  if (!Array.isArray(value)) throw damaged(`${where} is not a list`);
  if (length !== null && value.length !== length) {
    throw damaged(`${where} has ${value.length} entries instead of ${length}`);
  }
  return value;
}

/** Whole numbers in [low, high]. @throws DiffuscopeError `bad-trace` */
export function readIntegers(
  value: unknown,
  where: string,
  length: number | null,
  low: number,
  high: number,
): Int32Array {
  const source = list(value, where, length);
  const result = new Int32Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const entry = source[i];
    if (typeof entry !== 'number' || (entry | 0) !== entry || entry < low || entry > high) {
      throw damaged(`${where}[${i}] is not a whole number from ${low} to ${high}`);
    }
    result[i] = entry;
  }
  return result;
}

/** Numbers in [low, high]; "-Infinity" only if `low` is. @throws DiffuscopeError `bad-trace` */
export function readNumbers(
  value: unknown,
  where: string,
  length: number | null,
  [low, high]: readonly [number, number],
): Float64Array {
  const source = list(value, where, length);
  const result = new Float64Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const entry = source[i] === '-Infinity' ? -Infinity : source[i];
    if (typeof entry !== 'number' || !(entry >= low && entry <= high)) {
      throw damaged(`${where}[${i}] is not a number from ${low} to ${high}`);
    }
    result[i] = entry;
  }
  return result;
}

/** The object with these fields and no others, of which the optional may be missing. @throws DiffuscopeError `bad-trace` */
export function readFields<Name extends string, Optional extends string = never>(
  value: unknown,
  where: string,
  names: readonly Name[],
  optional: readonly Optional[] = [],
): Readonly<Record<Name | Optional, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged(`${where} is not an object`);
  const missing = names.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw damaged(`${where}.${missing} is missing`);
  const unknown = Object.keys(value).find((key) => !names.includes(key as Name) && !optional.includes(key as Optional));
  if (unknown !== undefined) throw damaged(`${where} has an unknown field ${JSON.stringify(unknown.slice(0, 40))}`);
  return value as Record<Name | Optional, unknown>;
}
