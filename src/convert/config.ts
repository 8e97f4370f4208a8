/** `config.json` of a Hugging Face checkpoint of the Dream / Qwen2 family. */
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';

/** `model_type` → logit shift where the config does not say; `null`: both conventions exist, so it must say. */
const ARCHITECTURES: Readonly<Record<string, 0 | 1 | null>> = { Dream: 1, qwen2: null };

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const tokenId = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ropeTheta = v.pipe(v.number(), v.finite(), v.minValue(1));

const configSchema = v.pipe(
  v.object({
    vocab_size: count,
    hidden_size: count,
    num_hidden_layers: count,
    num_attention_heads: count,
    num_key_value_heads: v.nullish(count),
    head_dim: v.nullish(count),
    intermediate_size: count,
    hidden_act: v.optional(v.literal('silu'), 'silu'),
    rms_norm_eps: v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(1)),
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

/** What the graph and the manifest need. Sizes as in `Manifest.architecture`. */
export interface ModelConfig {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly intermediateSize: number;
  readonly ropeTheta: number;
  readonly rmsNormEpsilon: number;
  /** What the config says; a checkpoint that ships a separate head overrules it. */
  readonly tiedHead: boolean;
  readonly maxPositions: number;
  readonly logitShift: 0 | 1;
  /** `null`: the tokenizer has to know. */
  readonly maskId: number | null;
  readonly padId: number | null;
  /** The usual one first; may be empty. */
  readonly eosIds: readonly number[];
}

/**
 * Checks the text of a config.json.
 * @throws DiffuscopeError `unknown-architecture` if the model is of another family, `bad-checkpoint` if a field is
 *   missing or impossible.
 */
export function parseConfig(text: string): ModelConfig {
  const json = parseObject(text);
  const modelType = String(json['model_type']);
  if (!Object.hasOwn(ARCHITECTURES, modelType)) {
    throw new DiffuscopeError(
      'unknown-architecture',
      `The converter does not know the architecture "${modelType}".`,
      `It knows: ${Object.keys(ARCHITECTURES).join(', ')}.`,
    );
  }
  const result = v.safeParse(configSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    const path = v.getDotPath(issue);
    throw invalid(path === null ? issue.message : `${path}: ${issue.message}`);
  }
  const config = result.output;
  const logitShift = config.logits_shift ?? ARCHITECTURES[modelType];
  if (logitShift == null) {
    throw invalid(`"${modelType}" needs the key logits_shift: 1 if the head at i scores token i + 1, 0 if token i`);
  }
  return {
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
    maxPositions: config.max_position_embeddings,
    logitShift,
    maskId: config.mask_token_id ?? null,
    padId: config.pad_token_id ?? null,
    eosIds: [config.eos_token_id ?? []].flat(),
  };
}

function headSizeOf(config: {
  head_dim?: number | null | undefined;
  hidden_size: number;
  num_attention_heads: number;
}): number {
  return config.head_dim ?? config.hidden_size / config.num_attention_heads;
}

function parseObject(text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DiffuscopeError('bad-checkpoint', 'config.json is not JSON.', 'Download the checkpoint again.', cause);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('it is not a JSON object');
  return json as Record<string, unknown>;
}

function invalid(what: string): DiffuscopeError {
  return new DiffuscopeError(
    'bad-checkpoint',
    `config.json is invalid: ${what}.`,
    'Correct or download config.json again.',
  );
}
