import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/convert/config.ts';
import { specialTokens } from '../../src/convert/special-tokens.ts';
import { TINY } from './fixture.ts';

const config = (change: Record<string, unknown>) => parseConfig(JSON.stringify({ ...TINY, ...change }));
const tokenizer = (added: Record<string, number>) =>
  JSON.stringify({ model: {}, added_tokens: Object.entries(added).map(([content, id]) => ({ id, content })) });

// DiffuCoder: config.json has pad = eos = 151643, the tokenizer has <|dlm_pad|> = 151667.
test('DiffuCoder', () => {
  const ids = { mask_token_id: 151666, pad_token_id: 151643, eos_token_id: 151643 };
  const added = { '<|endoftext|>': 151643, '<|im_end|>': 151645, '<|mask|>': 151666, '<|dlm_pad|>': 151667 };
  expect(specialTokens(config(ids), tokenizer(added))).toEqual({
    tokens: { mask: 151666, pad: 151667, eos: [151643, 151645] },
    tokenizer: tokenizer(added),
  });
});

// Open-dCoder: the mask is the tokenizer's <M>, and there is no pad but the end.
test('ids from the tokenizer where the config has none', () => {
  const added = { '<|endoftext|>': 30, '<M>': 32 };
  expect(specialTokens(config({}), tokenizer(added)).tokens).toEqual({ mask: 32, pad: 30, eos: [30] });
});

test('no mask, no end', () => {
  expect(() => specialTokens(config({}), tokenizer({ '<|im_end|>': 2 }))).toThrow(/gives mask_token_id/);
  expect(() => specialTokens(config({ mask_token_id: 3 }), tokenizer({}))).toThrow(/gives eos_token_id/);
});

describe('a causal model without a mask', () => {
  const causal = config({ model_type: 'qwen2', logits_shift: undefined });
  const text = (vocab: object, id: number) =>
    JSON.stringify({ model: { vocab }, added_tokens: [{ id, content: '<|endoftext|>' }] });

  test('gets one behind its last token, and keeps every other', () => {
    const vocab = { a: 0, constructor: 1, prototype: 2 };
    const { tokens, tokenizer: made } = specialTokens(causal, text(vocab, 7));
    expect(tokens).toEqual({ mask: 8, pad: 7, eos: [7] });
    const { model, added_tokens } = JSON.parse(made);
    expect(Object.entries(model.vocab)).toEqual(Object.entries(vocab));
    expect(added_tokens.map(({ id, content }: { id: number; content: string }) => [id, content])).toEqual([
      [7, '<|endoftext|>'],
      [8, '<|mask|>'],
    ]);
  });

  test('unless the vocabulary is full', () => {
    expect(() => specialTokens(causal, text({ a: 3 }, 39))).toThrow(/All 40 ids of the vocabulary are tokens/);
  });
});

test.each(['{', '{}', '{"model":{}}', '{"model":{},"added_tokens":[{"id":-1,"content":"a"}]}'])(
  'a tokenizer.json of %s',
  (text) => {
    expect(() => specialTokens(config({}), text)).toThrow(expect.objectContaining({ code: 'bad-tokenizer' }));
  },
);
