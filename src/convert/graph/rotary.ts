/** Rotary position embedding as tables. */

/**
 * cos and sin of position · θ^(−2i / headSize), each [positions, headSize / 2]. The angle is rounded to float32 before
 * the cosine, as transformers' `Qwen2RotaryEmbedding` and Dream compute it: the weights were trained so.
 */
export function rotaryTables(positions: number, headSize: number, theta: number): [Float32Array, Float32Array] {
  const half = headSize / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(1 / Math.fround(theta ** ((2 * i) / headSize)));
    for (let position = 0; position < positions; position++) {
      const angle = Math.fround(position * frequency);
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  return [cos, sin];
}
