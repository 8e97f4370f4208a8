/**
 * From a network that returns logits to a `MaskPredictor`: the seam between any ONNX runtime and the decode core.
 * Names no runtime package, so the worker and Node share it.
 */
import { positionStatistics } from '../decode/position-statistics.ts';
import type { MaskPredictor } from '../decode/types.ts';

/**
 * One forward pass.
 * @param inputIds [S] prompt and canvas.
 * @param rows [M] sequence indices (0 = first prompt token), ascending.
 * @returns [M·V] row-major; row j scores the token at `rows[j]`, the logit shift already applied.
 */
export type Forward = (inputIds: Int32Array, rows: Int32Array) => Promise<Float32Array>;

/**
 * @param logitsOf runs the network; it may reuse the array it returns on the next call.
 * @param vocabularySize V.
 * @returns a predictor that gives the statistics of the rows P + position; it throws what `logitsOf` throws.
 */
export function createSessionPredictor(logitsOf: Forward, vocabularySize: number): MaskPredictor {
  return async (canvas, request) => {
    const { prompt, tokens, maskId } = canvas;
    const inputIds = new Int32Array(prompt.length + tokens.length);
    inputIds.set(prompt);
    inputIds.set(tokens, prompt.length);
    const rows = request.positions.map((position) => prompt.length + position);
    return positionStatistics(await logitsOf(inputIds, rows), vocabularySize, maskId, request);
  };
}
