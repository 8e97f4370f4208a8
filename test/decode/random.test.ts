import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createUniforms, parseSeed, philox4x32, STREAM } from '../../src/decode/random.ts';
import { chiSquare } from './chi-square.ts';

const hex = (words: ArrayLike<number>) => Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32', () => {
  // Random123 1.14, tests/kat_vectors, lines "philox4x32 10".
  test.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const)('known answer %#', (counter, key, expected) => {
    expect(hex(philox4x32(counter, key))).toBe(expected);
  });
});

describe('parseSeed', () => {
  test('splits into two words, low first', () => {
    expect(parseSeed('0')).toEqual([0, 0]);
    expect(parseSeed('4294967297')).toEqual([1, 1]);
    expect(parseSeed('18446744073709551615')).toEqual([0xffffffff, 0xffffffff]);
  });

  test.each(['', ' 1', '-1', '+1', '1.0', '1e3', '0x10', '٣', '18446744073709551616', '99999999999999999999999'])(
    'rejects %j',
    (seed) => {
      expect(() => parseSeed(seed)).toThrow(expect.objectContaining({ code: 'bad-settings' }));
    },
  );
});

describe('createUniforms', () => {
  test('is word 0 of counter (step, position, stream, 0), upper 24 bits', () => {
    const uniform = createUniforms('4294967298')(7);
    const word = philox4x32([7, 11, STREAM.remask, 0], [2, 1])[0]!;
    expect(uniform(11, STREAM.remask)).toBe((word >>> 8) / 2 ** 24);
    // First known-answer vector: word 0 is 6627e8d5.
    expect(createUniforms('0')(0)(0, STREAM.token)).toBe(0x6627e8 / 2 ** 24);
  });

  test('a multiple of 2^-24 in [0, 1), the same for the same name', () => {
    const name = fc.tuple(fc.bigInt(0n, 2n ** 64n - 1n), fc.nat(4095), fc.nat(4095), fc.nat(3));
    fc.assert(
      fc.property(name, ([seed, step, position, stream]) => {
        const drawn = createUniforms(String(seed))(step)(position, stream);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(1);
        expect(Number.isInteger(drawn * 2 ** 24)).toBe(true);
        expect(createUniforms(String(seed))(step)(position, stream)).toBe(drawn);
      }),
    );
  });

  test.each([
    ['steps', (i: number) => [i, 0, 0] as const],
    ['positions', (i: number) => [0, i, 0] as const],
    ['both', (i: number) => [i % 317, Math.floor(i / 317), 2] as const],
  ])('uniform over %s: χ² of 100 000 draws in 100 bins', (_, name) => {
    const uniforms = createUniforms('20250620');
    const counts = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const [step, position, stream] = name(i);
      const bin = Math.floor(uniforms(step)(position, stream) * 100);
      counts[bin] = counts[bin]! + 1;
    }
    // 99 degrees of freedom: the 0.1 % and 99.9 % quantiles are 61.1 and 148.2.
    const statistic = chiSquare(counts, new Array<number>(100).fill(0.01));
    expect(statistic).toBeGreaterThan(61.1);
    expect(statistic).toBeLessThan(148.2);
  });
});
