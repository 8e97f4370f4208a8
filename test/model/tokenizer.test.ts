import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiffuscopeError } from '../../src/model/error.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import { manifest, tokenizerJson } from './fixture.ts';

const tokenizer = createTokenizer(tokenizerJson(), manifest);
const bare = createTokenizer(tokenizerJson(), { ...manifest, chatTemplate: '{prompt}' });
const byte = (character: string): number => 5 + character.charCodeAt(0);

describe('encodePrompt', () => {
  it('fills the chat template', () => {
    const expected = [1, ...[...'user\n'].map(byte), 262, 2, byte('\n'), 1, ...[...'assistant\n'].map(byte)];
    expect(Array.from(tokenizer.encodePrompt('abc'))).toEqual(expected);
  });

  it('merges in the order of the merge list', () => {
    // "ab" before "abc" before " a": " abab" keeps "ab" whole, so that the space stays alone.
    expect(Array.from(bare.encodePrompt('x abab a'))).toEqual([byte('x'), byte(' '), 261, 261, 263]);
  });

  it('drops white space around the text, not in it', () => {
    expect(Array.from(bare.encodePrompt('\n  x  y \n'))).toEqual([...'x  y'].map(byte));
  });

  it('takes replacement patterns in the text literally', () => {
    expect(tokenizer.decode(tokenizer.encodePrompt("$& $1 $' {prompt}"))).toContain("$& $1 $' {prompt}");
  });

  it.each(['<|mask|>', 'x<|mask|>y', '<|<|mask|>'])('refuses the mask token in %s', (text) => {
    expect(() => tokenizer.encodePrompt(text)).toThrow(
      expect.objectContaining({ code: 'bad-settings', message: 'The prompt contains the mask token <|mask|>.' }),
    );
  });

  it('refuses a mask token that the text forms with the template', () => {
    const split = createTokenizer(tokenizerJson(), { ...manifest, chatTemplate: '<|ma{prompt}|>' });
    expect(() => split.encodePrompt('sk')).toThrow(DiffuscopeError);
  });
});

describe('decode', () => {
  it('keeps special tokens unless told otherwise', () => {
    const ids = [1, 262, 2, 4, 4];
    expect(tokenizer.decode(ids)).toBe('<|im_start|>abc<|im_end|><|dlm_pad|><|dlm_pad|>');
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('abc');
  });

  it('leaves spaces before punctuation alone', () => {
    expect(bare.decode(bare.encodePrompt("a . b , don 't"))).toBe("a . b , don 't");
  });

  it('shows ids outside the vocabulary and broken UTF-8', () => {
    expect(tokenizer.decode([261, 269, 261, -1])).toBe('ab⟨269⟩ab⟨-1⟩');
    expect(tokenizer.decode([5 + 0xe4, 261])).toBe('\ufffdab');
    expect(tokenizer.decode([])).toBe('');
  });

  it('is the inverse of encodePrompt', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());
    fc.assert(
      fc.property(text, (value) => {
        fc.pre(value === value.trim());
        expect(bare.decode(bare.encodePrompt(value))).toBe(value);
      }),
    );
  });
});

describe('piece', () => {
  it('shows text, bytes that are no character, specials and unknown ids', () => {
    expect(tokenizer.piece(263)).toBe(' a');
    expect(tokenizer.piece(byte('\n'))).toBe('\n');
    expect(tokenizer.piece(5 + 0xe4)).toBe('\\xe4');
    expect(tokenizer.piece(3)).toBe('<|mask|>');
    expect(tokenizer.piece(269)).toBe('⟨269⟩');
    expect(tokenizer.piece(2 ** 31)).toBe('⟨2147483648⟩');
  });

  it('shows whole characters inside a token as text', () => {
    // Token "é" + first byte of another character: c3 a9 c3.
    const json = tokenizerJson();
    const { vocab } = json['model'] as { vocab: Record<string, number> };
    vocab['Ã©Ã'] = 264;
    vocab['ð'.concat('Ł', 'İ', 'ī')] = 265; // f0 9f 8e 89, a party popper
    const other = createTokenizer(json, manifest);
    expect(other.piece(264)).toBe('é\\xc3');
    expect(other.piece(265)).toBe('🎉');
  });
});

describe('the embedded model', () => {
  const folder = join(import.meta.dirname, '../../models/pocket');
  const json: unknown = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8'));
  const pocket = parseManifest(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const plain = createTokenizer(json, { ...pocket, chatTemplate: 'x{prompt}' });

  // Ids by the Rust implementation: PyPI tokenizers 0.23.3, Tokenizer.from_file("models/pocket/tokenizer.json").
  it.each<[string, number[]]>([
    [
      '<|im_start|>user\nImplement main_func(s). It checks whether the string s is a palindrome.<|im_end|>\n<|im_start|>assistant\n',
      [
        1, 1315, 269, 203, 464, 936, 718, 12, 87, 458, 470, 895, 894, 288, 406, 309, 326, 266, 1347, 18, 2, 203, 1,
        1215, 409, 321, 88, 203,
      ],
    ],
    ['def main_func(s):\n    return s == s[::-1]', [299, 936, 718, 12, 87, 291, 267, 276, 309, 394, 309, 834, 21, 65]],
    [
      'x_1 = 42\t# na\u00efve caf\u00e9 \u2192 \u4e16\u754c \ud83c\udf89\r\n\n  y',
      [
        92, 67, 21, 286, 366, 22, 202, 7, 279, 69, 132, 112, 426, 295, 69, 74, 132, 107, 225, 163, 233, 245, 225, 165,
        121, 249, 168, 248, 239, 225, 177, 258, 241, 236, 206, 203, 203, 261, 93,
      ],
    ],
    ["  two  spaces , and . dots ' ", [261, 1431, 83, 261, 87, 911, 225, 16, 369, 225, 18, 1526, 87, 339, 225]],
    ['<|dlm_pad|><|endoftext|>a<|im_end|>', [4, 0, 69, 2]],
    ['\u0000\u007f\u200b\ufeff', [193, 226, 163, 227, 238, 176, 124, 128]],
  ])('agrees with the Rust implementation on %j', (text, ids) => {
    const untrimmed = createTokenizer(json, { ...pocket, chatTemplate: `${text}{prompt}` });
    expect(Array.from(untrimmed.encodePrompt(''))).toEqual(ids);
    expect(plain.decode(ids)).toBe(text);
  });

  it('fills its chat template', () => {
    const text = 'Implement main_func(s). It checks whether the string s is a palindrome.';
    const expected = plain.decode(createTokenizer(json, pocket).encodePrompt(text));
    expect(expected).toBe(`<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n`);
  });

  it('decodes what it encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(plain.decode(plain.encodePrompt(text))).toBe(`x${text.trim()}`);
      }),
    );
  });
});

type Json = Record<string, object>;

describe('createTokenizer', () => {
  const broken: [string, (json: Json) => unknown][] = [
    ['null', () => null],
    ['text', () => 'tokenizer'],
    ['an empty object', () => ({})],
    ['no model', (json) => ({ ...json, model: undefined })],
    ['another kind of model', (json) => ({ ...json, model: { ...json['model'], type: 'WordPiece' } })],
    ['no added tokens', (json) => ({ ...json, added_tokens: undefined })],
    ['no merges', (json) => ({ ...json, model: { ...json['model'], merges: null } })],
    ['merges that are numbers', (json) => ({ ...json, model: { ...json['model'], merges: [1, 2] } })],
    ['an id too large', (json) => ({ ...json, model: { ...json['model'], vocab: { a: 270 } } })],
    ['an id that is a text', (json) => ({ ...json, model: { ...json['model'], vocab: { a: '1' } } })],
    ['a decoder that is not byte-level', (json) => ({ ...json, decoder: { type: 'Metaspace' } })],
    [
      'a vocabulary without the special tokens',
      (json) => ({ ...json, added_tokens: [], model: { ...json['model'], vocab: { a: 9 } } }),
    ],
    ['an unknown pre-tokenizer', (json) => ({ ...json, pre_tokenizer: { type: 'Magic' } })],
    [
      'a broken pattern',
      (json) => ({
        ...json,
        pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated', invert: false },
      }),
    ],
  ];

  it.each(broken)('rejects %s', (_, change) => {
    const json = change(tokenizerJson() as Json);
    expect(() => createTokenizer(json, manifest)).toThrow(expect.objectContaining({ code: 'bad-tokenizer' }));
  });
});
