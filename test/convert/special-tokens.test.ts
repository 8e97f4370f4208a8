import { expect, test } from 'vitest';
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
  expect(specialTokens(config(ids), tokenizer(added))).toEqual({ mask: 151666, pad: 151667, eos: [151643, 151645] });
});

// Open-dCoder: the mask is the tokenizer's <M>, and there is no pad but the end.
test('ids from the tokenizer where the config has none', () => {
  const added = { '<|endoftext|>': 30, '<M>': 32 };
  expect(specialTokens(config({}), tokenizer(added))).toEqual({ mask: 32, pad: 30, eos: [30] });
});

test('no mask, no end', () => {
  expect(() => specialTokens(config({}), tokenizer({ '<|im_end|>': 2 }))).toThrow(/gives mask_token_id/);
  expect(() => specialTokens(config({ mask_token_id: 3 }), tokenizer({}))).toThrow(/gives eos_token_id/);
});

test.each(['{', '{}', '{"model":{}}', '{"model":{},"added_tokens":[{"id":-1,"content":"a"}]}'])(
  'a tokenizer.json of %s',
  (text) => {
    expect(() => specialTokens(config({}), text)).toThrow(expect.objectContaining({ code: 'bad-tokenizer' }));
  },
);
