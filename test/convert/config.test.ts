import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/convert/config.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import { TINY } from './fixture.ts';

const parsed = (change: Record<string, unknown>) => parseConfig(JSON.stringify({ ...TINY, ...change }));

describe('what is read', () => {
  test('the shape of DiffuCoder-7B', () => {
    const config = parseConfig(
      JSON.stringify({
        ...{ model_type: 'Dream', vocab_size: 152064, hidden_size: 3584, num_hidden_layers: 28 },
        ...{ num_attention_heads: 28, num_key_value_heads: 4, intermediate_size: 18944, rope_theta: 1000000.0 },
        ...{ rms_norm_eps: 1e-6, max_position_embeddings: 131072, tie_word_embeddings: false, rope_scaling: null },
        ...{ mask_token_id: 151666, pad_token_id: 151643, eos_token_id: 151643, use_sliding_window: false },
      }),
    );
    expect(config).toMatchObject({ headSize: 128, keyValueHeads: 4, ropeTheta: 1e6, logitShift: 1, tiedHead: false });
    expect(config).toMatchObject({ maskId: 151666, padId: 151643, eosIds: [151643] });
  });

  test('head_dim and the number of key-value heads have defaults', () => {
    expect(parsed({ num_key_value_heads: undefined }).keyValueHeads).toBe(4);
    expect(parsed({}).headSize).toBe(16);
    expect(parsed({ head_dim: 32 }).headSize).toBe(32);
  });

  test('several ends of text, and none', () => {
    expect(parsed({ eos_token_id: [7, 5] }).eosIds).toEqual([7, 5]);
    expect(parsed({}).eosIds).toEqual([]);
  });

  test('rope_theta where later versions of transformers keep it', () => {
    const rope_parameters = { rope_theta: 5e5, rope_type: 'default' };
    expect(parsed({ rope_theta: undefined, rope_parameters }).ropeTheta).toBe(5e5);
  });

  test('the logit shift: 1 for Dream, and qwen2 has to say', () => {
    expect(parsed({ logits_shift: undefined }).logitShift).toBe(1);
    expect(parsed({ logits_shift: 0 }).logitShift).toBe(0);
    expect(parsed({ model_type: 'qwen2', logits_shift: 0 }).logitShift).toBe(0);
    expect(() => parsed({ model_type: 'qwen2', logits_shift: undefined })).toThrow(/logits_shift/);
  });
});

describe('what is refused', () => {
  test.each(['llama', 'toString', '', undefined, 7])('model_type %s', (model_type) => {
    expect(() => parsed({ model_type })).toThrow(
      expect.objectContaining({ code: 'unknown-architecture', remedy: 'It knows: Dream, qwen2.' }),
    );
  });

  test.each([
    ['hidden_size', 0],
    ['hidden_size', 2.5],
    ['hidden_size', '64'],
    ['hidden_size', undefined],
    ['num_hidden_layers', -1],
    ['num_attention_heads', 5],
    ['num_key_value_heads', 3],
    ['head_dim', 15],
    ['vocab_size', 1e300],
    ['rope_theta', 0],
    ['rope_theta', undefined],
    ['rope_scaling', { type: 'yarn', factor: 4 }],
    ['rms_norm_eps', 0],
    ['hidden_act', 'gelu'],
    ['use_sliding_window', true],
    ['max_position_embeddings', 0],
    ['mask_token_id', -3],
    ['logits_shift', 2],
    ['tie_word_embeddings', 'yes'],
  ])('%s: %j', (key, value) => {
    expect(() => parsed({ [key]: value })).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }));
  });

  test('any JSON but a config', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseConfig(text)).toThrow(DiffuscopeError);
      }),
    );
    expect(() => parseConfig('{')).toThrow(/not JSON/);
  });
});
