/** Small made-up evidence, read by the functions that read the real one: no number in a picture is written by hand. */
import { weigh } from '../decode/exponential.ts';
import { positionStatistics } from '../decode/position-statistics.ts';
import { defaultSampling } from '../decode/request.ts';
import type { PositionStats, Sampling } from '../decode/types.ts';
import type { CommitOrder } from '../metrics/commit-order.ts';
import type { CanvasHistory } from '../trace/canvas-at.ts';

/** Statistics of positions whose distributions are given, the mask being the last token. */
export function statisticsOf(rows: readonly (readonly number[])[], sampling: Partial<Sampling> = {}): PositionStats {
  const vocabulary = rows[0]!.length;
  const logits = Float64Array.from(rows.flat(), Math.log);
  return positionStatistics(logits, vocabulary, vocabulary - 1, {
    positions: Int32Array.from(rows.keys()),
    candidates: vocabulary,
    sampling: { ...defaultSampling, temperature: 0, topP: null, topK: null, precision: 'float64', ...sampling },
    uniforms: null,
  });
}

/** softmax(scores / temperature). */
export function softmax(scores: readonly number[], temperature = 1): Float64Array {
  const row = Float64Array.from(scores);
  const weights = new Float64Array(row.length);
  const { total } = weigh(row, Math.max(...scores), temperature, weights);
  return weights.map((weight) => weight / total);
}

/** One token per step, none masked again. */
export function orderOf(positions: readonly number[]): CommitOrder {
  return { groups: positions.map((position) => ({ positions: [position], reopened: [] })), length: positions.length };
}

/** Token id of a mask in a toy history. */
export const TOY_MASK = 0;

type ToyStep = { readonly unmask?: readonly (readonly [position: number, tokenId: number])[]; remask?: number[] };

export function historyOf(canvasLength: number, steps: readonly ToyStep[]): CanvasHistory {
  return {
    request: { canvasLength, maskId: TOY_MASK },
    steps: steps.map(({ unmask = [], remask = [] }) => ({
      unmask: unmask.map(([position, tokenId]) => ({ position, tokenId })),
      remask,
    })),
  };
}
