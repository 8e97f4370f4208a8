/** The tensors of a checkpoint, in the order in which the published ones hold them. */
import type { Family, Geometry } from './family.ts';

/** The values a tensor starts from: normal with this mean and deviation. */
export interface TensorPlan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly mean: number;
  readonly deviation: number;
}

/** Embeddings and biases: `initializer_range` of the published configurations. */
const SMALL = 0.02;

/**
 * Matrices get 1/√(inputs) as their deviation, so that a layer of any width gives back what it is given in size, and
 * norms lie near 1: the activations stay within one order of magnitude through all layers.
 */
export function tensorsOf(family: Family, geometry: Geometry): TensorPlan[] {
  const { layers, hidden, headSize, keyValueHeads, intermediate, vocabulary } = geometry;
  const keys = keyValueHeads * headSize;
  const matrix = (name: string, outputs: number, inputs: number): TensorPlan => ({
    name: `${name}.weight`,
    shape: [outputs, inputs],
    mean: 0,
    deviation: 1 / Math.sqrt(inputs),
  });
  const norm = (name: string): TensorPlan => ({ name: `${name}.weight`, shape: [hidden], mean: 1, deviation: SMALL });
  const attention = (name: string, outputs: number): TensorPlan[] => [
    matrix(name, outputs, hidden),
    ...(family.attentionBias ? [{ name: `${name}.bias`, shape: [outputs], mean: 0, deviation: SMALL }] : []),
  ];
  const embedding = (name: string): TensorPlan => ({ ...matrix(name, vocabulary, hidden), deviation: SMALL });
  const each = (layerTensors: (layer: number) => TensorPlan[]) =>
    Array.from({ length: layers }, (_, i) => i).flatMap(layerTensors);

  if (family.names === 'llada') {
    return [
      embedding('model.transformer.wte'),
      ...each((i) => {
        const layer = `model.transformer.blocks.${i}`;
        return [
          norm(`${layer}.attn_norm`),
          norm(`${layer}.ff_norm`),
          ...attention(`${layer}.q_proj`, hidden),
          ...attention(`${layer}.k_proj`, keys),
          ...attention(`${layer}.v_proj`, keys),
          matrix(`${layer}.attn_out`, hidden, hidden),
          matrix(`${layer}.ff_proj`, intermediate, hidden),
          matrix(`${layer}.up_proj`, intermediate, hidden),
          matrix(`${layer}.ff_out`, hidden, intermediate),
        ];
      }),
      norm('model.transformer.ln_f'),
      matrix('model.transformer.ff_out', vocabulary, hidden),
    ];
  }
  return [
    embedding('model.embed_tokens'),
    ...each((i) => {
      const layer = `model.layers.${i}`;
      return [
        ...attention(`${layer}.self_attn.q_proj`, hidden),
        ...attention(`${layer}.self_attn.k_proj`, keys),
        ...attention(`${layer}.self_attn.v_proj`, keys),
        matrix(`${layer}.self_attn.o_proj`, hidden, hidden),
        matrix(`${layer}.mlp.gate_proj`, intermediate, hidden),
        matrix(`${layer}.mlp.up_proj`, intermediate, hidden),
        matrix(`${layer}.mlp.down_proj`, hidden, intermediate),
        norm(`${layer}.input_layernorm`),
        norm(`${layer}.post_attention_layernorm`),
      ];
    }),
    norm('model.norm'),
    ...(family.ownHead ? [matrix('lm_head', vocabulary, hidden)] : []),
  ];
}
