import { describe, expect, it } from 'vitest';
import { backgroundJson, parseBackground } from '../../src/model/background.ts';

describe('token frequencies', () => {
  it('are shares of all tokens; one that does not occur counts as one that occurs once', () => {
    const text = backgroundJson(
      ['a.txt', 'b.json'],
      new Map([
        [12, 3],
        [2, 1],
        [5, 4],
      ]),
    );
    expect(text).toBe(
      '{"format":"diffuscope-background","schemaVersion":1,"corpus":["a.txt","b.json"],"counts":{"2":1,"5":4,"12":3}}\n',
    );
    const frequencies = parseBackground(text, 14);
    expect(frequencies).toHaveLength(14);
    expect(frequencies[2]).toBe(1 / 8);
    expect(frequencies[5]).toBe(4 / 8);
    expect(frequencies[12]).toBe(3 / 8);
    expect(frequencies[0]).toBe(1 / 8);
  });

  const file = (change: object) =>
    JSON.stringify({ format: 'diffuscope-background', schemaVersion: 1, corpus: [], counts: { 1: 1 }, ...change });

  it.each([
    ['is no JSON', '{', 'it is not JSON'],
    ['is something else', '{}', 'format'],
    ['is of a later version', file({ schemaVersion: 2 }), 'schemaVersion'],
    ['counts nothing', file({ counts: {} }), 'it counts nothing'],
    ['counts a fraction', file({ counts: { 1: 0.5 } }), 'counts.1'],
    ['counts something that is no token id', file({ counts: { '-1': 2 } }), 'counts.-1'],
    [
      'counts a token that the model does not have',
      file({ counts: { 14: 1 } }),
      'token 14 is outside the vocabulary of 14',
    ],
  ])('that %s is refused', (_, text, words) => {
    expect(() => parseBackground(text, 14)).toThrow(
      expect.objectContaining({ code: 'bad-model-file', message: expect.stringContaining(words) }),
    );
  });
});
