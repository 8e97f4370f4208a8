import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiffuscopeError } from '../../src/model/error.ts';
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
