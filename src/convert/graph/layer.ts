/** One decoder layer: attention and SwiGLU, each behind an RMS norm and beside a residual. */
import { attention } from './attention.ts';
import type { GraphDraft } from './draft.ts';
import { linear } from './linear.ts';
import { linearFormat, type Network, normed, type Stream, weightOf } from './part.ts';
import type { Sight } from './sight.ts';

/** @param index of the layer, 0-based. */
export function layer(draft: GraphDraft, network: Network, index: number, stream: Stream, sight: Sight): Stream {
  const prefix = `model.layers.${index}`;
  const before = normed(draft, `${prefix}.input_layernorm`, stream, network);
  const attended = attention(draft, network, prefix, before.normal, sight);
  const between = normed(
    draft,
    `${prefix}.post_attention_layernorm`,
    { residual: before.residual, branch: draft.widened(attended) },
    network,
  );
  const fed = feedForward(draft, network, `${prefix}.mlp`, between.normal);
  return { residual: between.residual, branch: draft.widened(fed) };
}

/**
 * down(silu(gate(x)) · up(x)). The input of `down` has outliers a thousand times its median size, which one u8 scale for
 * the whole tensor cannot hold: in `u8` this layer stays f32. (On the embedded model that cuts the divergence from
 * f32, KL per masked token, from 1.9e-3 to 8e-5 nats.)
 */
function feedForward(draft: GraphDraft, network: Network, path: string, input: string): string {
  const { hiddenSize, intermediateSize } = network.config;
  const project = (name: string, from: string, outputs: number, inputs: number) => {
    const weight = weightOf(network, `${path}.${name}`, [outputs, inputs]);
    const format = name === 'down_proj' && network.quantisation === 'u8' ? 'f32' : linearFormat(network, weight);
    return linear(draft, format, `${path}.${name}`, from, weight);
  };
  const gate = project('gate_proj', input, intermediateSize, hiddenSize);
  const up = project('up_proj', input, intermediateSize, hiddenSize);
  const sigmoid = draft.node(`${path}.sigmoid`, 'Sigmoid', [gate]);
  const silu = draft.node(`${path}.silu`, 'Mul', [gate, sigmoid]);
  const gated = draft.node(`${path}.gated`, 'Mul', [silu, up]);
  return project('down_proj', gated, hiddenSize, intermediateSize);
}
