import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/convert/config.ts';
import type { ConfigHints } from '../../src/convert/families/family.ts';
import { DiffuscopeError } from '../../src/model/error.ts';
import { TINY } from './fixture.ts';

const parsed = (change: Record<string, unknown>, hints?: ConfigHints) =>
  parseConfig(JSON.stringify({ ...TINY, ...change }), hints);

/** As far as the network depends on it. */
const LLADA = {
  ...{ model_type: 'llada', d_model: 4096, n_layers: 32, n_heads: 32, n_kv_heads: 32, mlp_hidden_size: 12288 },
  ...{ mlp_ratio: 4, vocab_size: 126464, embedding_size: 126464, max_sequence_length: 4096, rope_theta: 500000 },
  ...{ rms_norm_eps: 1e-5, weight_tying: false, block_type: 'llama', activation_type: 'silu', layer_norm_type: 'rms' },
  ...{ rope: true, bias_for_layer_norm: false, mask_token_id: 126336, pad_token_id: 126081, eos_token_id: 126081 },
};

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

  test('the logit shift: 1 for Dream, or as the config or the caller says', () => {
    expect(parsed({ logits_shift: undefined }).logitShift).toBe(1);
    expect(parsed({ logits_shift: 0 }).logitShift).toBe(0);
    expect(parsed({}, { logitShift: 0 }).logitShift).toBe(0);
  });

  test('what a qwen2 is: by its mask, or as the config or the caller says', () => {
    const qwen2 = (change: object, hints?: ConfigHints) => {
      const { attention, logitShift } = parsed({ model_type: 'qwen2', logits_shift: undefined, ...change }, hints);
      return [attention, logitShift];
    };
    expect(qwen2({})).toEqual(['causal', 1]);
    expect(qwen2({}, { tokens: new Set(['<M>']) })).toEqual(['bidirectional', 1]);
    expect(qwen2({ logits_shift: 0 })).toEqual(['bidirectional', 0]);
    expect(qwen2({ mask_token_id: 3 }, { logitShift: 1 })).toEqual(['bidirectional', 1]);
    expect(qwen2({}, { attention: 'bidirectional', logitShift: 0 })).toEqual(['bidirectional', 0]);
    expect(qwen2({ mask_token_id: 3 }, { attention: 'causal' })).toEqual(['causal', 1]);
    for (const unclear of [{ tokens: new Set(['<|mask|>']) }, { attention: 'bidirectional' }] as const) {
      expect(() => qwen2({}, unclear)).toThrow(/logits_shift, or --logit-shift/);
    }
    expect(() => qwen2({}, { attention: 'causal', logitShift: 0 })).toThrow(/causal model scores the next token/);
  });

  test("Dream's prompt, and DiffuCoder's, which has a newline more", () => {
    expect(parsed({}).chatTemplate).toContain('{prompt}<|im_end|>');
    expect(parsed({}, { tokens: new Set(['<|dlm_pad|>']) }).chatTemplate).toContain('{prompt}\n<|im_end|>');
  });

  test('the shape of LLaDA-8B', () => {
    const config = parseConfig(JSON.stringify(LLADA));
    expect(config).toMatchObject({ layers: 32, headSize: 128, intermediateSize: 12288, vocabularySize: 126464 });
    expect(config).toMatchObject({ logitShift: 0, tiedHead: false, attentionBias: false, maxPositions: 4096 });
    expect(config).toMatchObject({ maskId: 126336, padId: 126081, eosIds: [126081], ropeTheta: 5e5 });
    expect(parseConfig(JSON.stringify({ ...LLADA, mlp_hidden_size: null })).intermediateSize).toBe(16384);
  });

  // Names by GSAI-ML/LLaDA-8B-Instruct model.safetensors.index.json.
  test("LLaDA's names", () => {
    const { tensorName } = parseConfig(JSON.stringify(LLADA));
    expect(tensorName('lm_head.weight')).toBe('model.transformer.ff_out.weight');
    expect(tensorName('model.norm.weight')).toBe('model.transformer.ln_f.weight');
    expect(tensorName('model.layers.31.mlp.down_proj.weight')).toBe('model.transformer.blocks.31.ff_out.weight');
    expect(tensorName('model.layers.0.input_layernorm.weight')).toBe('model.transformer.blocks.0.attn_norm.weight');
  });
});

describe('what is refused', () => {
  test.each(['llama', 'toString', '', undefined, 7])('model_type %s', (model_type) => {
    expect(() => parsed({ model_type })).toThrow(
      expect.objectContaining({ code: 'unknown-architecture', remedy: 'It knows: Dream, llada, qwen2, a2d-qwen2.' }),
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

  test.each([
    ['n_heads', 31],
    ['n_kv_heads', 5],
    ['block_type', 'sequential'],
    ['activation_type', 'swiglu'],
    ['layer_norm_type', 'default'],
    ['rope', false],
    ['alibi', true],
    ['include_bias', true],
    ['include_qkv_bias', true],
    ['attention_layer_norm', true],
    ['input_emb_norm', true],
    ['scale_logits', true],
    ['block_group_size', 2],
    ['weight_tying', undefined],
  ])('LLaDA with %s: %j', (key, value) => {
    const text = JSON.stringify({ ...LLADA, [key]: value });
    expect(() => parseConfig(text)).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }));
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
