/**
 * LLaDA, dense: blocks like Llama's under names of their own, no biases, the state of a position scores the token there.
 * Source: GSAI-ML/LLaDA-8B-Instruct `configuration_llada.py` and `modeling_llada.py` (`LLaDALlamaBlock`,
 * `RMSLayerNorm`, `RotaryEmbedding`); `tokenizer_config.json` for the prompt.
 */
import * as v from 'valibot';
import { type ConfigReader, count, epsilon, ropeTheta, tokenId, validConfig } from './family.ts';

const unused = (what: string) => v.optional(v.literal(false, `${what} is not supported`), false);

const schema = v.pipe(
  v.object({
    d_model: count,
    n_layers: count,
    n_heads: count,
    n_kv_heads: v.nullish(count),
    mlp_hidden_size: v.nullish(count),
    mlp_ratio: v.optional(count, 4),
    vocab_size: count,
    /** Rows of the embedding, where they are more than tokens. */
    embedding_size: v.nullish(count),
    max_sequence_length: count,
    rope_theta: ropeTheta,
    rms_norm_eps: epsilon,
    weight_tying: v.boolean(),
    block_type: v.literal('llama'),
    block_group_size: v.optional(v.literal(1), 1),
    activation_type: v.literal('silu'),
    layer_norm_type: v.literal('rms'),
    rope: v.literal(true),
    alibi: unused('alibi'),
    attention_layer_norm: unused('attention_layer_norm'),
    include_bias: unused('include_bias'),
    include_qkv_bias: unused('include_qkv_bias'),
    bias_for_layer_norm: v.nullish(v.literal(false)),
    input_emb_norm: unused('input_emb_norm'),
    scale_logits: unused('scale_logits'),
    mask_token_id: v.nullish(tokenId),
    pad_token_id: v.nullish(tokenId),
    eos_token_id: v.nullish(tokenId),
  }),
  v.check((c) => c.n_heads % (c.n_kv_heads ?? 1) === 0, 'heads must be a multiple of key-value heads'),
  v.check((c) => c.d_model % (2 * c.n_heads) === 0, 'the head size must be even'),
);

const TEMPLATE =
  '<|startoftext|><|start_header_id|>user<|end_header_id|>\n\n{prompt}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n';

/** `model_type` "llada". */
export const lladaConfig: ConfigReader = (json, hints) => {
  const config = validConfig(schema, json);
  return {
    family: 'llada',
    vocabularySize: config.embedding_size ?? config.vocab_size,
    hiddenSize: config.d_model,
    layers: config.n_layers,
    heads: config.n_heads,
    keyValueHeads: config.n_kv_heads ?? config.n_heads,
    headSize: config.d_model / config.n_heads,
    intermediateSize: config.mlp_hidden_size ?? config.mlp_ratio * config.d_model,
    ropeTheta: config.rope_theta,
    rmsNormEpsilon: config.rms_norm_eps,
    tiedHead: config.weight_tying,
    attentionBias: false,
    maxPositions: config.max_sequence_length,
    attention: hints.attention ?? 'bidirectional',
    logitShift: hints.logitShift ?? 0,
    maskId: config.mask_token_id ?? null,
    padId: config.pad_token_id ?? null,
    eosIds: [config.eos_token_id ?? []].flat(),
    chatTemplate: TEMPLATE,
    tensorName,
  };
};

const OUTSIDE: Readonly<Record<string, string>> = {
  'model.embed_tokens': 'wte',
  'model.norm': 'ln_f',
  lm_head: 'ff_out',
};

const INSIDE: Readonly<Record<string, string>> = {
  input_layernorm: 'attn_norm',
  post_attention_layernorm: 'ff_norm',
  'self_attn.q_proj': 'q_proj',
  'self_attn.k_proj': 'k_proj',
  'self_attn.v_proj': 'v_proj',
  'self_attn.o_proj': 'attn_out',
  'mlp.gate_proj': 'ff_proj',
  'mlp.up_proj': 'up_proj',
  'mlp.down_proj': 'ff_out',
};

function tensorName(name: string): string {
  const [, layer, inside, outside] = /^(?:model\.layers\.(\d+)\.(.*)|(.*))\.weight$/.exec(name)!;
  const place = layer === undefined ? OUTSIDE[outside!]! : `blocks.${layer}.${INSIDE[inside!]!}`;
  return `model.transformer.${place}.weight`;
}
