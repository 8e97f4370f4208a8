import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completedTokenizer, fastTokenizer, type SlowTokenizerFiles } from '../../src/convert/slow-tokenizer.ts';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import { POCKET, pocketManifest } from './pocket.ts';

const { model } = JSON.parse(readFileSync(join(POCKET, 'tokenizer.json'), 'utf8')) as {
  model: { vocab: Record<string, number>; merges: [string, string][] };
};
/** The embedded model's 2043 ordinary tokens, from id 0. */
const vocab = Object.fromEntries(
  Object.entries(model.vocab)
    .filter(([token]) => !token.startsWith('<|'))
    .sort(([, a], [, b]) => a - b)
    .map(([token], id) => [token, id]),
);
const ordinary = {
  'vocab.json': JSON.stringify(vocab),
  'merges.txt': `#version: 0.2\n${model.merges.map((pair) => pair.join(' ')).join('\n')}\n`,
};
const flags = { lstrip: false, normalized: false, rstrip: false, single_word: false, special: true };
const names = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|beginoftext|>', '<|mask|>'];
const added_tokens_decoder = Object.fromEntries(names.map((content, i) => [2043 + i, { content, ...flags }]));
const config = { added_tokens_decoder, eos_token: '<|endoftext|>', mask_token: '<|mask|>' };
const dreamConfig = { ...config, tokenizer_class: 'DreamTokenizer', unk_token: null, errors: 'replace' };

const manifest = {
  ...pocketManifest,
  chatTemplate: '{prompt}',
  architecture: { ...pocketManifest.architecture, vocabularySize: 2112 },
  tokens: { mask: 2047, pad: 2043, eos: [2043, 2045] },
};
const encoderOf = (files: SlowTokenizerFiles) => createTokenizer(JSON.parse(fastTokenizer(files)), manifest);

// Ids by Dream's own tokenization_dream.py (ZHZisZZ/dllm, dllm/pipelines/dream/models), its methods run on these files.
describe("every text is cut as by Dream's own tokenizer", () => {
  const { encode, decode } = encoderOf({ ...ordinary, 'tokenizer_config.json': JSON.stringify(dreamConfig) });
  test.each<[string, number[]]>([
    [
      '<|im_start|>user\nWrite a function that counts vowels.<|im_end|>\n',
      [2044, 1310, 264, 198, 341, 261, 300, 288, 781, 1094, 13, 2045, 198],
    ],
    [
      'def f(x_1):\n    return x_1 + 12345\n',
      [294, 265, 7, 87, 62, 16, 286, 198, 256, 220, 319, 297, 62, 16, 327, 220, 16, 17, 18, 19, 20, 198],
    ],
    [
      "It's WE'LL  DON'T\r\n\r\n  na\u00efve cafe\u0301 \u2192 \u4e16\u754c \ud83c\udf89\t\t!",
      [
        ...[40, 83, 6, 82, 220, 54, 36, 6, 43, 43, 220, 220, 35, 46, 45, 6, 51, 201, 198, 201, 198, 220, 274, 64, 127],
        ...[107, 421, 290, 64, 69, 127, 102, 220, 158, 228, 240, 220, 160, 116, 244, 163, 243, 234, 220, 172, 253, 236],
        ...[231, 197, 197, 0],
      ],
    ],
    ['  \n   x   ', [256, 198, 256, 297, 256, 220]],
    ['<|mask|><|mask|>a<|beginoftext|>', [2047, 2047, 64, 2046]],
    [
      '\uff46\uff55\uff4c\uff4c \uff11\uff12 \u00bd \u2460a\u00a0b',
      [
        ...[
          171, 121, 228, 171, 121, 243, 171, 121, 234, 171, 121, 234, 220, 171, 120, 239, 171, 120, 240, 220, 126, 121,
        ],
        ...[220, 158, 239, 254, 64, 126, 254, 65],
      ],
    ],
    ["'S'sx 's", [6, 50, 6, 82, 87, 334, 82]],
  ])('%j', (text, ids) => {
    expect([...encode(text)]).toEqual(ids);
    expect(decode(ids)).toBe(text.normalize('NFC'));
  });
});

describe('where the special tokens come from', () => {
  const idsOf = (files: Partial<SlowTokenizerFiles>): [number, string, boolean][] =>
    JSON.parse(fastTokenizer({ ...ordinary, ...files })).added_tokens.map(
      ({ id, content, special }: { id: number; content: string; special: boolean }) => [id, content, special],
    );

  test('added_tokens.json, special where the map names them', () => {
    const files = {
      'added_tokens.json': JSON.stringify({ '<|im_start|>': 2044, '<|endoftext|>': 2043, '<tool>': 2045 }),
      'special_tokens_map.json': JSON.stringify({
        eos_token: { content: '<|endoftext|>', ...flags },
        additional_special_tokens: ['<|im_start|>'],
      }),
    };
    expect(idsOf(files)).toEqual([
      [2043, '<|endoftext|>', true],
      [2044, '<|im_start|>', true],
      [2045, '<tool>', false],
    ]);
  });

  // As transformers gives ids to tokens that a class or a config names: behind the last, one after the other.
  test('names without an id follow behind the last, the mask after the others', () => {
    const named = { ...dreamConfig, pad_token: '<|dlm_pad|>', mask_token: '<M>', additional_special_tokens: ['<|x|>'] };
    expect(idsOf({ 'tokenizer_config.json': JSON.stringify(named) }).slice(4)).toEqual([
      [2047, '<|mask|>', true],
      [2048, '<|dlm_pad|>', true],
      [2049, '<M>', true],
      [2050, '<|x|>', true],
    ]);
  });

  test('a special token that is an ordinary one keeps its id', () => {
    const files = { 'tokenizer_config.json': JSON.stringify({ unk_token: '!' }) };
    expect(idsOf(files)).toEqual([[vocab['!'], '!', true]]);
  });
});

describe('a tokenizer.json beside files that add tokens', () => {
  const fast = (tokens: readonly string[]) =>
    JSON.stringify({
      model: { vocab: { a: 0, prototype: 1 } },
      added_tokens: tokens.map((content, i) => ({ id: 2 + i, content, special: true })),
    });
  const idsOf = (text: string): [number, string][] =>
    JSON.parse(text).added_tokens.map(({ id, content }: { id: number; content: string }) => [id, content]);

  // Open-dCoder's mask is in added_tokens.json alone.
  test('gets those that it lacks, and keeps the others', () => {
    const files = {
      'added_tokens.json': JSON.stringify({ '<|x|>': 2, '<M>': 3 }),
      'tokenizer_config.json': JSON.stringify({ added_tokens_decoder: { 4: { content: '<|y|>', ...flags } } }),
    };
    const text = completedTokenizer(fast(['<|x|>']), files);
    expect(idsOf(text)).toEqual([
      [2, '<|x|>'],
      [3, '<M>'],
      [4, '<|y|>'],
    ]);
    expect(JSON.parse(text).model.vocab).toEqual({ a: 0, prototype: 1 });
  });

  test('is the same if it lacks none, whatever its class', () => {
    const files = {
      'added_tokens.json': '{"<|x|>":2,"a":0}',
      'tokenizer_config.json': '{"tokenizer_class":"LlamaTokenizer"}',
    };
    expect(completedTokenizer(fast(['<|x|>']), files)).toBe(fast(['<|x|>']));
    expect(completedTokenizer(fast([]), {})).toBe(fast([]));
  });

  test('is refused if it is none', () => {
    expect(() => completedTokenizer('{}', {})).toThrow(expect.objectContaining({ code: 'bad-tokenizer' }));
    expect(() => completedTokenizer('{', {})).toThrow(/tokenizer\.json is not JSON/);
  });
});

test.each<[string, Partial<SlowTokenizerFiles>, RegExp]>([
  ['a vocabulary that is not JSON', { 'vocab.json': '{' }, /vocab\.json is not JSON/],
  ['ids that are no numbers', { 'vocab.json': '{"a":"b"}' }, /vocab\.json: must give each token its id/],
  ['a join of unknown tokens', { 'merges.txt': '#version: 0.2\nzz qq' }, /merges\.txt joins "zz qq"/],
  ['a join of three', { 'merges.txt': 'a b c' }, /merges\.txt joins "a b c"/],
  [
    'another kind of tokenizer',
    { 'tokenizer_config.json': '{"tokenizer_class":"LlamaTokenizer"}' },
    /tokenizer_config\.json: tokenizer_class: a tokenizer\.json can be made for DreamTokenizer/,
  ],
  ['nothing that names special tokens', { 'tokenizer_config.json': undefined }, /neither tokenizer_config\.json nor/],
])('%s is refused', (_, files, message) => {
  const all = { ...ordinary, 'tokenizer_config.json': JSON.stringify(dreamConfig), ...files };
  expect(() => fastTokenizer(all)).toThrow(
    expect.objectContaining({ code: 'bad-tokenizer', message: expect.stringMatching(message) }),
  );
});
