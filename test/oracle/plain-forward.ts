/**
 * The network of the Dream / Qwen2 family as plain loops in float64, to hold the converted graphs against. Written from
 * the description of the architecture alone: it shares no code with the converter, folds no heads, permutes nothing.
 */

/** `config.json`, as far as the network depends on it. */
export interface PlainConfig {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads: number;
  readonly intermediate_size: number;
  readonly rope_theta: number;
  readonly rms_norm_eps: number;
  readonly tie_word_embeddings: boolean;
  readonly logits_shift: 0 | 1;
  readonly head_dim?: number;
}

/** The checkpoint's tensors by their Hugging Face names, row-major. */
export type PlainWeights = ReadonlyMap<string, Float32Array>;

/** Where each token stands, and whether the one at index `query` sees the one at index `key`. */
export interface PlainSight {
  readonly positions: readonly number[];
  sees(query: number, key: number): boolean;
}

/**
 * Logits [rows.length, V] for the tokens at `rows`, each with the whole of `ids` in sight. With a sight of their own,
 * `rows` are the states that are read, without the shift.
 */
export function plainForward(
  config: PlainConfig,
  weights: PlainWeights,
  ids: readonly number[],
  rows: readonly number[],
  sight?: PlainSight,
): Float64Array[] {
  const weight = (name: string) => {
    const values = weights.get(name);
    if (values === undefined) throw new Error(`missing tensor: ${name}`);
    return values;
  };
  const { hidden_size: hidden, rms_norm_eps: epsilon } = config;
  const embeddings = weight('model.embed_tokens.weight');
  let states: Float64Array[] = ids.map((id) => Float64Array.from(embeddings.subarray(id * hidden, (id + 1) * hidden)));

  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const of = (name: string) => weight(`model.layers.${layer}.${name}`);
    const normed = (xs: Float64Array[], name: string) => {
      const scale = of(name);
      return xs.map((x) => rmsNorm(x, scale, epsilon));
    };
    const project = (xs: Float64Array[], name: string, biased: boolean) => {
      const [matrix, bias] = [of(`${name}.weight`), biased ? of(`${name}.bias`) : undefined];
      return xs.map((x) => linear(x, matrix, bias));
    };
    const input = normed(states, 'input_layernorm.weight');
    const [q, k, v] = ['q', 'k', 'v'].map((name) => project(input, `self_attn.${name}_proj`, true));
    const mixed = attend(config, q!, k!, v!, sight ?? { positions: [...ids.keys()], sees: () => true });
    const attended = project(mixed, 'self_attn.o_proj', false);
    states = states.map((x, s) => sum(x, attended[s]!));

    const between = normed(states, 'post_attention_layernorm.weight');
    const gate = project(between, 'mlp.gate_proj', false);
    const up = project(between, 'mlp.up_proj', false);
    const gated = gate.map((xs, s) => xs.map((g, i) => (g / (1 + Math.exp(-g))) * up[s]![i]!));
    const down = project(gated, 'mlp.down_proj', false);
    states = states.map((x, s) => sum(x, down[s]!));
  }

  const final = weight('model.norm.weight');
  const head = config.tie_word_embeddings ? embeddings : weight('lm_head.weight');
  // shifted[0] = raw[0]; shifted[i] = raw[i − 1].
  const scoring = sight ? rows : rows.map((row) => (row === 0 ? 0 : row - config.logits_shift));
  return scoring.map((row) => linear(rmsNorm(states[row]!, final, epsilon), head));
}

/** Query head h reads key-value head floor(h / (heads / keyValueHeads)). */
export function attend(
  config: Pick<PlainConfig, 'num_attention_heads' | 'num_key_value_heads' | 'head_dim' | 'hidden_size' | 'rope_theta'>,
  q: Float64Array[],
  k: Float64Array[],
  v: Float64Array[],
  { positions, sees }: PlainSight,
): Float64Array[] {
  const heads = config.num_attention_heads;
  const size = config.head_dim ?? config.hidden_size / heads;
  const queriesPerKey = heads / config.num_key_value_heads;
  for (const [s, x] of q.entries()) rotate(x, positions[s]!, size, config.rope_theta);
  for (const [s, x] of k.entries()) rotate(x, positions[s]!, size, config.rope_theta);
  return q.map((query, asking) => {
    const output = new Float64Array(heads * size);
    for (let head = 0; head < heads; head++) {
      const at = head * size;
      const from = Math.floor(head / queriesPerKey) * size;
      const scores = k.map((key, asked) => {
        if (!sees(asking, asked)) return Number.NEGATIVE_INFINITY;
        let dot = 0;
        for (let d = 0; d < size; d++) dot += query[at + d]! * key[from + d]!;
        return dot / Math.sqrt(size);
      });
      const largest = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - largest));
      const total = shares.reduce((a, b) => a + b, 0);
      for (const [s, share] of shares.entries()) {
        for (let d = 0; d < size; d++) output[at + d]! += (share / total) * v[s]![from + d]!;
      }
    }
    return output;
  });
}

/** x·cos + rotate_half(x)·sin, where rotate_half([x1, x2]) = [−x2, x1]; each head of `size` by itself. */
function rotate(x: Float64Array, position: number, size: number, theta: number): void {
  const half = size / 2;
  for (let head = 0; head < x.length; head += size) {
    for (let i = 0; i < half; i++) {
      const angle = position * theta ** (-i / half);
      const first = x[head + i]!;
      const second = x[head + half + i]!;
      x[head + i] = first * Math.cos(angle) - second * Math.sin(angle);
      x[head + half + i] = second * Math.cos(angle) + first * Math.sin(angle);
    }
  }
}

export function rmsNorm(x: Float64Array, weight: Float32Array, epsilon: number): Float64Array {
  let square = 0;
  for (const value of x) square += value * value;
  const scale = 1 / Math.sqrt(square / x.length + epsilon);
  return x.map((value, i) => value * scale * weight[i]!);
}

/** W·x + b with W [outputs, inputs]. */
export function linear(x: Float64Array, weight: Float32Array, bias?: Float32Array): Float64Array {
  const inputs = x.length;
  const y = new Float64Array(weight.length / inputs);
  for (let o = 0; o < y.length; o++) {
    let dot = bias?.[o] ?? 0;
    for (let i = 0; i < inputs; i++) dot += weight[o * inputs + i]! * x[i]!;
    y[o] = dot;
  }
  return y;
}

export function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]!);
}
