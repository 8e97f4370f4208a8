import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Corpus, countCorpus } from '../../src/convert/corpus.ts';
import { manifest, tokenizerJson } from '../model/fixture.ts';
import { temporaryFolder } from './fixture.ts';

/** Ids of the fixture's tokenizer: 5 + byte, and 261 "ab", 262 "abc", 263 "Ġa"; 2 ends a text. */
const countsOf = (text: string | object, name: string, field?: string): Record<string, number> => {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, typeof text === 'string' ? text : JSON.stringify(text));
  const corpus: Corpus = { files: [file], field };
  return JSON.parse(countCorpus(corpus, JSON.stringify(tokenizerJson()), manifest)).counts;
};

describe('a corpus', () => {
  test('a text file is one text, white space and all', () => {
    // "abc", " a", newline (5 + 10), end.
    expect(countsOf('abc a\n', 'corpus.txt')).toEqual({ 2: 1, 15: 1, 262: 1, 263: 1 });
  });

  test('a JSON file holds many, each with its end', () => {
    expect(countsOf(['ab', 'abab'], 'corpus.json')).toEqual({ 2: 2, 261: 3 });
    expect(countsOf([{ text: 'ab' }, 'abc'], 'corpus.json')).toEqual({ 2: 2, 261: 1, 262: 1 });
    expect(countsOf([{ answer: 'ab', text: 'abc' }], 'corpus.json', 'answer')).toEqual({ 2: 1, 261: 1 });
  });

  test.each([
    ['no JSON', 'ab', 'is not JSON'],
    ['no array', {}, 'holds no texts'],
    ['nothing', [], 'holds no texts'],
    ['another key', [{ answer: 'ab' }], 'holds no texts'],
  ])('a .json file with %s is refused', (_, text, words) => {
    expect(() => countsOf(text, 'corpus.json')).toThrow(
      expect.objectContaining({ code: 'bad-settings', message: expect.stringContaining(words) }),
    );
  });

  test('that is not there is said', () => {
    const corpus = { files: [join(temporaryFolder(), 'none.txt')] };
    expect(() => countCorpus(corpus, JSON.stringify(tokenizerJson()), manifest)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});
