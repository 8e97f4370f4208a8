/**
 * From a network that returns logits to a `MaskPredictor`: the seam between any ONNX runtime and the decode core.
 * Names no runtime package, so the worker and Node share it.
 */
import { createHead } from '../decode/head.ts';
import type { MaskPredictor, Need } from '../decode/types.ts';

/**
 * One forward pass.
 * @param inputIds [S] prompt and canvas.
 * @param rows [M] sequence indices (0 = first prompt token), ascending.
 * @returns [M·V] row-major; row j scores the token at `rows[j]`, the logit shift already applied.
 */
export type Forward = (inputIds: Int32Array, rows: Int32Array) => Promise<Float32Array>;

/** The graphs attend to everything, so they have no shadow rows; no corpus comes with a model. */
export const SESSION_UNMET: readonly Need[] = ['shadow', 'background'];

/**
 * @param logitsOf runs the network; it may reuse the array it returns on the next call.
 * @param vocabularySize V.
 * @returns a predictor that gives the statistics of the rows P + position, for one decode at a time and all but
 * `SESSION_UNMET`; it throws what `logitsOf` throws.
 */
export function createSessionPredictor(logitsOf: Forward, vocabularySize: number): MaskPredictor {
  const head = createHead(vocabularySize);
  return async (canvas, request) => {
    const { prompt, tokens, maskId } = canvas;
    const inputIds = new Int32Array(prompt.length + tokens.length);
    inputIds.set(prompt);
    inputIds.set(tokens, prompt.length);
    const rows = request.positions.map((position) => prompt.length + position);
    if ((request.sampling.guidance ?? 0) === 0)
      return head({ logits: await logitsOf(inputIds, rows) }, canvas, request);
    // The result may be the array of the next call.
    const logits = (await logitsOf(inputIds, rows)).slice();
    const unconditional = await logitsOf(inputIds.slice().fill(maskId, 0, prompt.length), rows);
    return head({ logits, unconditional }, canvas, request);
  };
}
