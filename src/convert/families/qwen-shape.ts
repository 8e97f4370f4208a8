/**
 * The keys that configs of Qwen2's shape have in common, whatever they are used for.
 * Source: huggingface/transformers `models/qwen2/configuration_qwen2.py`; Dream `configuration_dream.py` has the same.
 */
import * as v from 'valibot';
import { count, epsilon, type ModelConfig, ropeTheta, tokenId, validConfig } from './family.ts';

const schema = v.pipe(
  v.object({
    vocab_size: count,
    hidden_size: count,
    num_hidden_layers: count,
    num_attention_heads: count,
    num_key_value_heads: v.nullish(count),
    head_dim: v.nullish(count),
    intermediate_size: count,
    hidden_act: v.optional(v.literal('silu'), 'silu'),
    rms_norm_eps: epsilon,
    rope_theta: v.optional(ropeTheta),
    /** Where later versions of transformers keep `rope_theta`. */
    rope_parameters: v.nullish(v.object({ rope_theta: ropeTheta, rope_type: v.optional(v.literal('default')) })),
    rope_scaling: v.nullish(v.null('scaled rotary embeddings are not supported')),
    use_sliding_window: v.optional(v.literal(false), false),
    max_position_embeddings: count,
    tie_word_embeddings: v.optional(v.boolean(), false),
    mask_token_id: v.nullish(tokenId),
    pad_token_id: v.nullish(tokenId),
    eos_token_id: v.nullish(v.union([tokenId, v.array(tokenId)])),
    /** Ours: see `Manifest.logitShift`. */
    logits_shift: v.optional(v.picklist([0, 1])),
  }),
  v.check(
    (c) => c.num_attention_heads % (c.num_key_value_heads ?? 1) === 0,
    'heads must be a multiple of key-value heads',
  ),
  v.check(
    (c) => c.head_dim != null || c.hidden_size % c.num_attention_heads === 0,
    'hidden_size must be a multiple of heads',
  ),
  v.check((c) => headSizeOf(c) % 2 === 0, 'the head size must be even'),
  v.check((c) => (c.rope_theta ?? c.rope_parameters?.rope_theta) !== undefined, 'rope_theta is missing'),
);

type Shape = Omit<ModelConfig, 'family' | 'attention' | 'logitShift' | 'chatTemplate'>;

/** What is said of the network's shape, and, apart, the logit shift if the config says it. */
export function qwenShape(json: Record<string, unknown>): { readonly shape: Shape; readonly logitShift?: 0 | 1 } {
  const config = validConfig(schema, json);
  const shape: Shape = {
    vocabularySize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    keyValueHeads: config.num_key_value_heads ?? config.num_attention_heads,
    headSize: headSizeOf(config),
    intermediateSize: config.intermediate_size,
    ropeTheta: config.rope_theta ?? config.rope_parameters!.rope_theta,
    rmsNormEpsilon: config.rms_norm_eps,
    tiedHead: config.tie_word_embeddings,
    attentionBias: true,
    maxPositions: config.max_position_embeddings,
    maskId: config.mask_token_id ?? null,
    padId: config.pad_token_id ?? null,
    eosIds: [config.eos_token_id ?? []].flat(),
    tensorName: (name) => name,
  };
  return config.logits_shift === undefined ? { shape } : { shape, logitShift: config.logits_shift };
}

function headSizeOf(config: {
  head_dim?: number | null | undefined;
  hidden_size: number;
  num_attention_heads: number;
}): number {
  return config.head_dim ?? config.hidden_size / config.num_attention_heads;
}
