/**
 * Sums in the order in which PyTorch's softmax sums a row on a CPU with 512-bit registers: lanes side by side, then the
 * lanes. In case files the last place of a probability may decide a tie.
 * Source: PyTorch `aten/src/ATen/cpu/vec/functional_base.h:reduce_all`, `vec_reduce_all`.
 */
const LANES = 8;
const FLOAT32_LANES = 16;

/** In float64: eight lanes, added up in order. */
export function laneSum(summands: Float64Array): number {
  const lanes = new Float64Array(LANES);
  for (let i = 0; i < summands.length; i++) lanes[i % LANES]! += summands[i]!;
  return lanes.reduce((sum, lane) => sum + lane, 0);
}

/** In float32 arithmetic: sixteen lanes, the upper half added to the lower; a shorter row in order. */
export function float32LaneSum(summands: Float32Array): number {
  if (summands.length < FLOAT32_LANES) return summands.reduce((sum, summand) => Math.fround(sum + summand), 0);
  const lanes = new Float32Array(FLOAT32_LANES);
  for (let i = 0; i < summands.length; i++) lanes[i % FLOAT32_LANES]! += summands[i]!;
  for (let half = FLOAT32_LANES / 2; half >= 1; half /= 2) {
    for (let i = 0; i < half; i++) lanes[i]! += lanes[i + half]!;
  }
  return lanes[0]!;
}
