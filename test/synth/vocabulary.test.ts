import { expect, test } from 'vitest';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import { byteLevelVocabulary, fastTokenizerFiles } from '../../src/synth/vocabulary.ts';
import { manifest } from '../model/fixture.ts';

const SIZE = 8192;
const special = [
  { id: SIZE, content: '<|mask|>' },
  { id: SIZE + 1, content: '<|endoftext|>' },
];
const vocabulary = byteLevelVocabulary(SIZE);
const tokenizer = createTokenizer(JSON.parse(fastTokenizerFiles(vocabulary, special)['tokenizer.json']!), {
  ...manifest,
  architecture: { ...manifest.architecture, vocabularySize: SIZE + 2 },
  tokens: { mask: SIZE, pad: SIZE + 1, eos: [SIZE + 1] },
});

test('every token is another, and every one above the bytes is a join of two before it', () => {
  const { tokens, merges } = vocabulary;
  expect(new Set(tokens).size).toBe(SIZE);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  for (const [rank, [left, right]] of merges.entries()) {
    const id = 256 + rank;
    expect(tokens[id]).toBe(left + right);
    expect(Math.max(ids.get(left)!, ids.get(right)!)).toBeLessThan(id);
  }
});

test.each(['def add(a, b):\n    return a + b', 'Ünïcode — 中文 🙂', '', '<|mask|>x'])('%j comes back whole', (text) => {
  expect(tokenizer.decode([...tokenizer.encode(text)])).toBe(text);
});

test('a text is shorter in tokens than in bytes, and a special token is one', () => {
  expect(tokenizer.encode('of').length).toBe(1);
  expect(tokenizer.encode('return the sum of all').length).toBeLessThan(15);
  expect([...tokenizer.encode('<|mask|>')]).toEqual([SIZE]);
});
