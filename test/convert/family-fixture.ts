/** A small checkpoint of each family, as its authors would publish it, and what it says by an independent forward pass. */
import { type PlainConfig, plainForward } from '../oracle/plain-forward.ts';
import { plainLlada } from '../oracle/plain-llada.ts';
import { type TensorShapes, TINY, temporaryFolder, tensorShapes, writeCheckpoint } from './fixture.ts';

export const TINY_FAMILIES = ['dream', 'llada', 'open-dcoder', 'a2d-qwen2', 'causal-qwen2'] as const;
export type TinyFamily = (typeof TINY_FAMILIES)[number];

export interface FamilyCheckpoint {
  readonly folder: string;
  /** Logits [rows.length, V] for the tokens at `rows`. */
  expected(ids: readonly number[], rows: readonly number[]): Float64Array[];
}

const QWEN_TOKENS = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
const { logits_shift: _, model_type: __, ...QWEN } = TINY;

/** Writes into the folder, by default one that goes with the test. Token ids are below 40, the vocabulary's size; masks are told by names, as in the originals. */
export function writeTinyFamily(family: TinyFamily, into: string = temporaryFolder()): FamilyCheckpoint {
  switch (family) {
    case 'dream': {
      const config = { ...QWEN, model_type: 'Dream', tie_word_embeddings: false, mask_token_id: 3 };
      return ofQwen(config, { ...config, logits_shift: 1 }, [...QWEN_TOKENS, '<|mask|>'], into);
    }
    case 'open-dcoder': {
      const config = { ...QWEN, model_type: 'qwen2', eos_token_id: 0 };
      return ofQwen(config, { ...config, logits_shift: 1 }, [...QWEN_TOKENS, '<M>'], into);
    }
    case 'a2d-qwen2': {
      // The config says that the head is tied; the checkpoint has one of its own.
      const config = { ...QWEN, model_type: 'a2d-qwen2', eos_token_id: 0 };
      const plain = { ...config, logits_shift: 0, tie_word_embeddings: false } as const;
      return ofQwen(config, plain, [...QWEN_TOKENS, '<|mask|>'], into);
    }
    case 'causal-qwen2': {
      const config = { ...QWEN, model_type: 'qwen2', eos_token_id: 0 };
      const shapes = tensorShapes({ ...config, logits_shift: 1 });
      const { folder, weights } = writeCheckpoint(config, shapes, QWEN_TOKENS, 'F32', 1, 1, into);
      return {
        folder,
        expected(ids, rows) {
          const states = rows.map((row) => Math.max(row - 1, 0));
          const sight = { positions: [...ids.keys()], sees: (query: number, key: number) => key <= query };
          return plainForward({ ...config, logits_shift: 1 }, weights, ids, states, sight);
        },
      };
    }
    case 'llada': {
      const { folder, weights } = writeCheckpoint(LLADA, lladaShapes(), LLADA_TOKENS, 'F32', 1, 1, into);
      return { folder, expected: (ids, rows) => plainLlada(LLADA, weights, ids, rows) };
    }
  }
}

function ofQwen(config: object, plain: PlainConfig, tokens: readonly string[], into: string): FamilyCheckpoint {
  const { folder, weights } = writeCheckpoint(config, tensorShapes(plain), tokens, 'F32', 1, 1, into);
  return { folder, expected: (ids, rows) => plainForward(plain, weights, ids, rows) };
}

/** Fewer key-value heads than the published models have, which the format allows. */
const LLADA = {
  ...{ model_type: 'llada', d_model: 64, n_layers: 2, n_heads: 4, n_kv_heads: 2, mlp_hidden_size: 96, mlp_ratio: 4 },
  ...{ vocab_size: 40, embedding_size: 40, max_sequence_length: 32, rope_theta: 5e5, rms_norm_eps: 1e-5 },
  ...{ weight_tying: false, block_type: 'llama', block_group_size: 1, activation_type: 'silu', layer_norm_type: 'rms' },
  ...{ rope: true, alibi: false, include_bias: false, include_qkv_bias: false, bias_for_layer_norm: false },
  ...{ attention_layer_norm: false, input_emb_norm: false, scale_logits: false, multi_query_attention: null },
  ...{ mask_token_id: 3, eos_token_id: 1, pad_token_id: 1 },
};

const LLADA_TOKENS = ['<|startoftext|>', '<|endoftext|>', '<|eot_id|>', '<|mdm_mask|>'];

function lladaShapes(): TensorShapes {
  const { d_model, n_layers, n_heads, n_kv_heads, mlp_hidden_size, embedding_size } = LLADA;
  const keys = (d_model / n_heads) * n_kv_heads;
  const shapes: Record<string, readonly number[]> = { wte: [embedding_size, d_model], ln_f: [d_model] };
  for (let block = 0; block < n_layers; block++) {
    const of = (name: string, ...shape: number[]) => {
      shapes[`blocks.${block}.${name}`] = shape;
    };
    of('attn_norm', d_model);
    of('ff_norm', d_model);
    of('q_proj', d_model, d_model);
    of('k_proj', keys, d_model);
    of('v_proj', keys, d_model);
    of('attn_out', d_model, d_model);
    of('ff_proj', mlp_hidden_size, d_model);
    of('up_proj', mlp_hidden_size, d_model);
    of('ff_out', d_model, mlp_hidden_size);
  }
  shapes['ff_out'] = [embedding_size, d_model];
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [`model.transformer.${name}.weight`, shape]));
}
