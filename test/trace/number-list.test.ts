import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32Text, numbersText, readFields, readIntegers, readNumbers } from '../../src/trace/number-list.ts';

const badTrace = expect.objectContaining({ code: 'bad-trace' });

describe('float32Text', () => {
  it.each([
    [0.1, '0.1'], // as float32 0.10000000149011612
    [1 / 3, '0.33333334'],
    [16777216, '16777216'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1e-45, '1e-45'], // the smallest, 1.401298464324817e-45
    [0, '0'],
    [-0, '-0'],
    [-Infinity, '"-Infinity"'],
  ])('writes %d as %s', (value, text) => {
    expect(float32Text(Math.fround(value))).toBe(text);
  });

  it('comes back as the same float32, with no digit too many', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(float, (value) => {
        const text = float32Text(value);
        expect(Object.is(Math.fround(Number(text)), value)).toBe(true);
        const fits = (digits: number) => Math.fround(Number(value.toPrecision(digits))) === value;
        const fewest = [1, 2, 3, 4, 5, 6, 7, 8, 9].find(fits);
        expect(Number(text) === Number(value.toPrecision(fewest))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([Number.NaN, Infinity])('refuses %d', (value) => {
    expect(() => numbersText(Float32Array.of(value))).toThrow('cannot hold');
    expect(() => numbersText([value])).toThrow('cannot hold');
  });
});

describe('readIntegers', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.int32Array(), (values) => {
        const json = JSON.parse(numbersText(values)) as unknown;
        expect(readIntegers(json, 'x', values.length, -(2 ** 31), 2 ** 31 - 1)).toEqual(values);
      }),
    );
  });

  it.each([['1'], [1.5], [null], [2 ** 31], [4], [-1], [[1]], [true], [undefined]])('refuses %j', (entry) => {
    expect(() => readIntegers([0, entry], 'x', 2, 0, 3)).toThrow(badTrace);
  });

  it('refuses what is no list or has another length', () => {
    expect(() => readIntegers({ length: 0 }, 'x', 0, 0, 3)).toThrow(badTrace);
    expect(() => readIntegers([1], 'x', 2, 0, 3)).toThrow('x has 1 entries instead of 2');
  });
});

describe('readNumbers', () => {
  it('reads doubles exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (values) => {
        const json = JSON.parse(numbersText(values)) as unknown;
        expect([...readNumbers(json, 'x', values.length, [-Number.MAX_VALUE, Number.MAX_VALUE])]).toEqual(values);
      }),
    );
  });

  it.each([['NaN'], ['Infinity'], ['0.5'], [null], [Number.NaN], [-1e9], [1.1], ['-Infinity']])(
    'refuses %j',
    (entry) => {
      expect(() => readNumbers([entry], 'x', 1, [-1, 1])).toThrow('x[0] is not a number from -1 to 1');
    },
  );

  it('takes −∞ where it is possible', () => {
    expect(readNumbers(JSON.parse(numbersText(Float32Array.of(-Infinity))), 'x', 1, [-Infinity, 0])[0]).toBe(-Infinity);
  });
});

describe('readFields', () => {
  it.each([
    ['null', 'x is not an object'],
    ['[]', 'x is not an object'],
    ['{}', 'x.a is missing'],
    ['{"a":1,"b":2}', 'x has an unknown field "b"'],
    ['{"a":1,"__proto__":{}}', 'x has an unknown field "__proto__"'],
  ])('refuses %s', (json, message) => {
    expect(() => readFields(JSON.parse(json), 'x', ['a'])).toThrow(message);
  });
});
