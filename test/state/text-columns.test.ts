import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, contained } from '../../src/state/text-columns.ts';

describe('columnsOf', () => {
  it.each([
    ['def f', 5],
    ['漢字', 4],
    ['é', 1], // one letter
    ['e\u0301', 1], // a letter and an accent
    ['\u0301', 0], // an accent alone
    ['😀', 2],
    ['👩‍👩‍👧', 2], // joined from three
    ['❤️', 2], // a text character that is asked to be an emoji
    ['🇨🇭', 2],
    ['שלום', 4],
    ['مرحبا', 5],
    ['한', 2],
    ['１', 2], // full width
    ['\u200d', 0],
  ])('%s', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('adds up over spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(columnsOf(`${a} ${b}`)).toBe(columnsOf(a) + 1 + columnsOf(b));
      }),
    );
  });
});

describe('contained', () => {
  it('keeps the direction of a text inside its token, and shows control characters', () => {
    expect(contained('a\u202eb\u2067c\u200f')).toBe('abc');
    expect(contained('\0\x1b[0m\x7f\x9b')).toBe('␀␛[0m␡␡');
    expect(contained('a\n\tb 👩‍👩‍👧 שלום')).toBe('a\n\tb 👩‍👩‍👧 שלום');
  });
});
