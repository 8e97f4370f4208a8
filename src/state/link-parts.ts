/** The parts of an address, taken one by one and checked: whatever a link says, a page gets only what is legal. */
import * as v from 'valibot';

export const text = v.string();

export const whole = (least: number, most: number) =>
  v.pipe(text, v.regex(/^\d{1,10}$/), v.transform(Number), v.minValue(least), v.maxValue(most));

export const amount = (most: number) =>
  v.pipe(text, v.regex(/^(\d+\.?\d*|\.\d+)(e-?\d{1,2})?$/), v.transform(Number), v.minValue(0), v.maxValue(most));

export const flag = v.pipe(
  v.picklist(['0', '1']),
  v.transform((value) => value === '1'),
);

/** What a link says, each name once. */
export interface LinkParts {
  has(name: string): boolean;
  /** The value of a part, which is gone then; `undefined` if there is none or it is illegal, which drops it. */
  take<Value>(name: string, schema: v.GenericSchema<string, Value>): Value | undefined;
  /** The parts whose names begin so, without that beginning, which are gone then. */
  takeAll(beginning: string): readonly (readonly [name: string, value: string])[];
  /** Drops all that nobody took. */
  dropRest(): void;
}

/** @param drop hears of what is left out; of a name that comes twice the first counts. */
export function linkParts(
  pairs: Iterable<readonly [name: string, value: string]>,
  drop: (name: string, value: string) => void,
): LinkParts {
  const given = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (given.has(name)) drop(name, value);
    else given.set(name, value);
  }
  return {
    has: (name) => given.has(name),
    take(name, schema) {
      const value = given.get(name);
      given.delete(name);
      if (value === undefined) return undefined;
      const result = v.safeParse(schema, value);
      if (result.success) return result.output;
      drop(name, value);
      return undefined;
    },
    takeAll(beginning) {
      const found = [...given].filter(([name]) => name.startsWith(beginning));
      for (const [name] of found) given.delete(name);
      return found.map(([name, value]) => [name.slice(beginning.length), value] as const);
    },
    dropRest() {
      for (const [name, value] of given) drop(name, value);
      given.clear();
    },
  };
}
