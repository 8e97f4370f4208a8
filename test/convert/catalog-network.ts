/** A model of the catalog as the converter would find it: what its config says, which tensors it has. */
import { parseConfig } from '../../src/convert/config.ts';
import type { ModelConfig } from '../../src/convert/families/family.ts';
import { type PlannedVariant, planVariant, usualLayout } from '../../src/convert/plan.ts';
import type { CatalogModel } from '../../src/model/catalog.ts';
import type { Quantisation } from '../../src/model/manifest.ts';
import { type TensorShapes, tensorShapes } from './fixture.ts';

/** Of the checkpoint's tensors, by their names there. */
export function catalogShapes(model: CatalogModel): TensorShapes {
  const { hiddenSize, layers, heads, keyValueHeads, headSize, intermediateSize, vocabularySize, tiedHead } =
    model.architecture;
  const qwen = tensorShapes({
    ...{ vocab_size: vocabularySize, hidden_size: hiddenSize, num_hidden_layers: layers, num_attention_heads: heads },
    ...{ num_key_value_heads: keyValueHeads, head_dim: headSize, intermediate_size: intermediateSize },
    ...{ tie_word_embeddings: tiedHead, rope_theta: 1, rms_norm_eps: 1, logits_shift: 0 },
  });
  const { attentionBias, tensorName } = catalogConfig(model);
  const shipped = Object.entries(qwen).filter(([name]) => attentionBias || !name.endsWith('.bias'));
  return Object.fromEntries(shipped.map(([name, shape]) => [tensorName(name), shape]));
}

export function plannedOf(model: CatalogModel, quantisation: Quantisation): PlannedVariant {
  const shapes = catalogShapes(model);
  const index = { has: (name: string) => name in shapes, shape: (name: string) => shapes[name]! };
  const { contextLength } = model;
  const network = { config: catalogConfig(model), index, quantisation, contextLength, keep8: () => false };
  return planVariant(network, usualLayout(network));
}

function catalogConfig({ family, attention, architecture: a, id }: CatalogModel): ModelConfig {
  if (family === 'llada') {
    return parseConfig(
      JSON.stringify({
        ...{ model_type: 'llada', d_model: a.hiddenSize, n_layers: a.layers, n_heads: a.heads },
        ...{ n_kv_heads: a.keyValueHeads, mlp_hidden_size: a.intermediateSize, vocab_size: a.vocabularySize },
        ...{ rope_theta: a.ropeTheta, rms_norm_eps: a.rmsNormEpsilon, weight_tying: a.tiedHead, rope: true },
        ...{ max_sequence_length: 4096, block_type: 'llama', activation_type: 'silu', layer_norm_type: 'rms' },
      }),
    );
  }
  const types = { dream: 'Dream', qwen2: id.includes('diffusion') ? 'a2d-qwen2' : 'qwen2' };
  return parseConfig(
    JSON.stringify({
      ...{ model_type: types[family], vocab_size: a.vocabularySize, hidden_size: a.hiddenSize },
      ...{ num_hidden_layers: a.layers, num_attention_heads: a.heads, num_key_value_heads: a.keyValueHeads },
      ...{ head_dim: a.headSize, intermediate_size: a.intermediateSize, rope_theta: a.ropeTheta },
      ...{ rms_norm_eps: a.rmsNormEpsilon, tie_word_embeddings: a.tiedHead, max_position_embeddings: 32768 },
    }),
    attention === undefined && types[family] === 'qwen2' ? { tokens: new Set(['<M>']) } : {},
  );
}
