/**
 * LLaDA's network as plain loops in float64. Written from GSAI-ML/LLaDA-8B-Instruct `modeling_llada.py`: `LLaDAModel.forward`,
 * `LLaDALlamaBlock.forward`, `LLaDABlock.attention`; arithmetic as in `plain-forward.ts`.
 */
import { attend, linear, type PlainWeights, rmsNorm, sum } from './plain-forward.ts';

/** `config.json`, as far as the network depends on it. */
export interface PlainLladaConfig {
  readonly d_model: number;
  readonly n_layers: number;
  readonly n_heads: number;
  readonly n_kv_heads: number;
  readonly rope_theta: number;
  readonly rms_norm_eps: number;
  readonly weight_tying: boolean;
}

/** Logits [rows.length, V] of the tokens at `rows`: the state of a position scores the token there. */
export function plainLlada(
  config: PlainLladaConfig,
  weights: PlainWeights,
  ids: readonly number[],
  rows: readonly number[],
): Float64Array[] {
  const { d_model, rms_norm_eps: epsilon } = config;
  const weight = (name: string) => weights.get(`model.transformer.${name}.weight`)!;
  const heads = {
    hidden_size: d_model,
    num_attention_heads: config.n_heads,
    num_key_value_heads: config.n_kv_heads,
    rope_theta: config.rope_theta,
  };
  const wte = weight('wte');
  let x: Float64Array[] = ids.map((id) => Float64Array.from(wte.subarray(id * d_model, (id + 1) * d_model)));
  for (let block = 0; block < config.n_layers; block++) {
    const of = (name: string) => weight(`blocks.${block}.${name}`);
    const normed = x.map((state) => rmsNorm(state, of('attn_norm'), epsilon));
    const [q, k, v] = ['q_proj', 'k_proj', 'v_proj'].map((name) => normed.map((state) => linear(state, of(name))));
    const attended = attend(heads, q!, k!, v!, { positions: [...ids.keys()], sees: () => true });
    x = x.map((state, s) => sum(state, linear(attended[s]!, of('attn_out'))));
    x = x.map((state) => {
      const input = rmsNorm(state, of('ff_norm'), epsilon);
      const up = linear(input, of('up_proj'));
      const activated = linear(input, of('ff_proj')).map((gate, i) => (gate / (1 + Math.exp(-gate))) * up[i]!);
      return sum(state, linear(activated, of('ff_out')));
    });
  }
  const head = config.weight_tying ? wte : weight('ff_out');
  return rows.map((row) => linear(rmsNorm(x[row]!, weight('ln_f'), epsilon), head));
}
