/**
 * The models whose checkpoints can be made: what their `config.json` says, how their tensors are called, what tokens
 * they have. Sources: the configurations of the published checkpoints; special tokens of Qwen2.5 and of LLaDA's
 * `tokenizer_config.json`. The tokenizers' ordinary tokens are made up, see `vocabulary.ts`.
 */

/** What the size of a network follows from; one name for each, whatever the family's own is. */
export interface Geometry {
  readonly layers: number;
  /** A multiple of `headSize`. */
  readonly hidden: number;
  readonly headSize: number;
  readonly keyValueHeads: number;
  readonly intermediate: number;
  /** Rows of the embedding; the tokenizer's tokens and some that it never uses. */
  readonly vocabulary: number;
}

export interface SpecialToken {
  readonly id: number;
  readonly content: string;
}

export interface Family {
  /** Name as on the hub, for people. */
  readonly repository: string;
  readonly geometry: Geometry;
  /** `config.json` at that geometry; ids move with the end of the vocabulary. */
  config(geometry: Geometry, idShift: number): Record<string, unknown>;
  readonly names: 'qwen2' | 'llada';
  /** Bias vectors on query, key and value. */
  readonly attentionBias: boolean;
  readonly ownHead: boolean;
  readonly tokenizerClass: string;
  /** Ordinary tokens have the ids below the first of these. */
  readonly specialTokens: readonly SpecialToken[];
  /** The names among them that tokenizer_config.json gives a role. */
  readonly roles: Readonly<Record<string, string>>;
  /** The repository ships `tokenizer.json` beside vocabulary and merges, or alone. */
  readonly tokenizerFiles: 'vocab-and-merges' | 'tokenizer-json';
}

const tokensFrom = (first: number, contents: readonly string[]): SpecialToken[] =>
  contents.map((content, i) => ({ id: first + i, content }));

const QWEN_SPECIAL = [
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
  ...['object_ref', 'box', 'quad'].flatMap((name) => [`<|${name}_start|>`, `<|${name}_end|>`]),
  ...['vision_start', 'vision_end', 'vision_pad', 'image_pad', 'video_pad'].map((name) => `<|${name}|>`),
  '<tool_call>',
  '</tool_call>',
  ...['fim_prefix', 'fim_middle', 'fim_suffix', 'fim_pad', 'repo_name', 'file_sep'].map((name) => `<|${name}|>`),
];
const QWEN_FIRST_SPECIAL = 151_643;

const QWEN_7B: Geometry = {
  ...{ layers: 28, hidden: 3584, headSize: 128, keyValueHeads: 4, intermediate: 18_944, vocabulary: 152_064 },
};
const QWEN_HALF_B: Geometry = {
  ...{ layers: 24, hidden: 896, headSize: 64, keyValueHeads: 2, intermediate: 4864, vocabulary: 151_936 },
};

/** What the configurations of all Qwen2 networks have in common. */
function qwenConfig(geometry: Geometry): Record<string, unknown> {
  return {
    attention_dropout: 0,
    hidden_act: 'silu',
    hidden_size: geometry.hidden,
    initializer_range: 0.02,
    intermediate_size: geometry.intermediate,
    max_window_layers: geometry.layers,
    num_attention_heads: geometry.hidden / geometry.headSize,
    num_hidden_layers: geometry.layers,
    num_key_value_heads: geometry.keyValueHeads,
    rms_norm_eps: 1e-6,
    rope_theta: 1_000_000,
    torch_dtype: 'bfloat16',
    use_sliding_window: false,
    vocab_size: geometry.vocabulary,
  };
}

function dreamConfig(geometry: Geometry, idShift: number): Record<string, unknown> {
  return {
    architectures: ['DreamModel'],
    auto_map: { AutoConfig: 'configuration_dream.DreamConfig', AutoModel: 'modeling_dream.DreamModel' },
    model_type: 'Dream',
    ...qwenConfig(geometry),
    bos_token_id: 151_643 + idShift,
    eos_token_id: 151_643 + idShift,
    pad_token_id: 151_643 + idShift,
    mask_token_id: 151_666 + idShift,
    max_position_embeddings: 131_072,
    rope_scaling: null,
    sliding_window: null,
    tie_word_embeddings: false,
    use_cache: true,
    use_mrope: false,
  };
}

function qwen2Config(geometry: Geometry, idShift: number): Record<string, unknown> {
  return {
    architectures: ['Qwen2ForCausalLM'],
    model_type: 'qwen2',
    ...qwenConfig(geometry),
    bos_token_id: 151_643 + idShift,
    eos_token_id: 151_643 + idShift,
    max_position_embeddings: 32_768,
    sliding_window: 32_768,
    tie_word_embeddings: true,
    use_cache: true,
  };
}

function lladaConfig(geometry: Geometry, idShift: number): Record<string, unknown> {
  const heads = geometry.hidden / geometry.headSize;
  return {
    activation_type: 'silu',
    alibi: false,
    architectures: ['LLaDAModelLM'],
    attention_layer_norm: false,
    auto_map: { AutoConfig: 'configuration_llada.LLaDAConfig', AutoModel: 'modeling_llada.LLaDAModelLM' },
    bias_for_layer_norm: false,
    block_group_size: 1,
    block_type: 'llama',
    d_model: geometry.hidden,
    embedding_size: geometry.vocabulary,
    eos_token_id: 126_081 + idShift,
    include_bias: false,
    include_qkv_bias: false,
    init_fn: 'mitchell',
    init_std: 0.02,
    input_emb_norm: false,
    layer_norm_type: 'rms',
    layer_norm_with_affine: true,
    mask_token_id: 126_336 + idShift,
    max_sequence_length: 4096,
    mlp_hidden_size: geometry.intermediate,
    mlp_ratio: 4,
    model_type: 'llada',
    multi_query_attention: null,
    n_heads: heads,
    n_kv_heads: geometry.keyValueHeads,
    n_layers: geometry.layers,
    pad_token_id: 126_081 + idShift,
    precision: 'amp_bf16',
    rms_norm_eps: 1e-5,
    rope: true,
    rope_full_precision: true,
    rope_theta: 500_000,
    scale_logits: false,
    use_cache: false,
    vocab_size: geometry.vocabulary,
    weight_tying: false,
  };
}

const dream = {
  geometry: QWEN_7B,
  config: dreamConfig,
  names: 'qwen2',
  attentionBias: true,
  ownHead: true,
  tokenizerClass: 'DreamTokenizer',
  tokenizerFiles: 'vocab-and-merges',
} as const;

const qwenHalf = {
  geometry: QWEN_HALF_B,
  config: qwen2Config,
  names: 'qwen2',
  attentionBias: true,
  ownHead: false,
  tokenizerClass: 'Qwen2Tokenizer',
  tokenizerFiles: 'tokenizer-json',
} as const;

const dreamRoles = { bos_token: '<|beginoftext|>', eos_token: '<|endoftext|>', mask_token: '<|mask|>' };

/** By the name that `--like` takes. */
export const families = {
  'diffucoder-7b': {
    ...dream,
    repository: 'apple/DiffuCoder-7B-cpGRPO',
    specialTokens: tokensFrom(QWEN_FIRST_SPECIAL, [...QWEN_SPECIAL, '<|beginoftext|>', '<|mask|>', '<|dlm_pad|>']),
    roles: { ...dreamRoles, pad_token: '<|dlm_pad|>' },
  },
  'dream-7b': {
    ...dream,
    repository: 'Dream-org/Dream-v0-Instruct-7B',
    specialTokens: tokensFrom(QWEN_FIRST_SPECIAL, [...QWEN_SPECIAL, '<|beginoftext|>', '<|mask|>']),
    roles: { ...dreamRoles, pad_token: '<|endoftext|>' },
  },
  'llada-8b': {
    repository: 'GSAI-ML/LLaDA-8B-Instruct',
    geometry: { layers: 32, hidden: 4096, headSize: 128, keyValueHeads: 32, intermediate: 12_288, vocabulary: 126_464 },
    config: lladaConfig,
    names: 'llada',
    attentionBias: false,
    ownHead: true,
    tokenizerClass: 'PreTrainedTokenizerFast',
    specialTokens: [
      { id: 126_080, content: '<|startoftext|>' },
      { id: 126_081, content: '<|endoftext|>' },
      { id: 126_336, content: '<|mdm_mask|>' },
      { id: 126_346, content: '<|start_header_id|>' },
      { id: 126_347, content: '<|end_header_id|>' },
      { id: 126_348, content: '<|eot_id|>' },
    ],
    roles: { bos_token: '<|startoftext|>', eos_token: '<|endoftext|>', pad_token: '<|endoftext|>' },
    tokenizerFiles: 'tokenizer-json',
  },
  'open-dcoder-0.5b': {
    ...qwenHalf,
    repository: 'fredzzp/open-dcoder-0.5B',
    specialTokens: tokensFrom(QWEN_FIRST_SPECIAL, [...QWEN_SPECIAL, '<M>']),
    roles: { eos_token: '<|endoftext|>', pad_token: '<|endoftext|>', mask_token: '<M>' },
  },
  'qwen2.5-coder-0.5b': {
    ...qwenHalf,
    repository: 'Qwen/Qwen2.5-Coder-0.5B-Instruct',
    specialTokens: tokensFrom(QWEN_FIRST_SPECIAL, QWEN_SPECIAL),
    roles: { eos_token: '<|im_end|>', pad_token: '<|endoftext|>' },
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;
