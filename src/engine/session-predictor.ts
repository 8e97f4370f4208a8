/**
 * From a network that returns logits to a `MaskPredictor`: the seam between any ONNX runtime and the decode core.
 * Names no runtime package, so the worker and Node share it.
 */
import { createHead } from '../decode/head.ts';
import type { MaskPredictor } from '../decode/types.ts';
import type { PassReport } from './pass-report.ts';
import { type ShadowSequence, shadowSequence } from './shadow-sequence.ts';

/**
 * One forward pass.
 * @param inputIds [S] prompt and canvas.
 * @param rows [M] sequence indices (0 = first prompt token), ascending.
 * @returns [M·V] row-major; row j scores the token at `rows[j]`, the logit shift already applied.
 */
export type Forward = (inputIds: Int32Array, rows: Int32Array) => Promise<Float32Array>;

/** One forward pass of the shadow graph. @returns [M·V] row-major; row j is what the state at `rows[j]` says. */
export type ShadowForward = (sequence: ShadowSequence) => Promise<Float32Array>;

/** What comes with some models only. */
export interface Extras {
  readonly logitShift: 0 | 1;
  readonly shadowOf?: ShadowForward | undefined;
  /** [V] frequencies of the tokens in a corpus. */
  readonly background?: Float64Array | undefined;
  /** Told what each step cost. */
  readonly onPass?: ((report: PassReport) => void) | undefined;
}

/**
 * @param logitsOf runs the network; it may reuse the array it returns on the next call.
 * @param vocabularySize V.
 * @param extras absent: none, and strategies that need them are not to be run.
 * @returns a predictor that gives the statistics of the rows P + position, for one decode at a time; it throws what the
 * passes throw.
 */
export function createSessionPredictor(
  logitsOf: Forward,
  vocabularySize: number,
  { shadowOf, background, logitShift, onPass }: Extras = { logitShift: 0 },
): MaskPredictor {
  const head = createHead(vocabularySize, background);
  return async (canvas, request) => {
    const { prompt, tokens, maskId } = canvas;
    const { positions, sampling, shadow } = request;
    const inputIds = new Int32Array(prompt.length + tokens.length);
    inputIds.set(prompt);
    inputIds.set(tokens, prompt.length);
    const rows = positions.map((position) => prompt.length + position);

    const conditional = async (): Promise<{ logits: Float32Array; shadow?: Float32Array }> => {
      if (shadow === undefined) return { logits: await logitsOf(inputIds, rows) };
      if (shadowOf === undefined) throw new Error('no shadow graph');
      const all = await shadowOf(shadowSequence(canvas, positions, shadow, logitShift));
      const split = positions.length * vocabularySize;
      return { logits: all.subarray(0, split), shadow: all.subarray(split) };
    };
    const guided = async () => {
      const output = await conditional();
      if ((sampling.guidance ?? 0) === 0) return output;
      // The result may be the array of the next call.
      const kept = { logits: output.logits.slice(), ...(output.shadow && { shadow: output.shadow.slice() }) };
      return { ...kept, unconditional: await logitsOf(inputIds.slice().fill(maskId, 0, prompt.length), rows) };
    };
    const start = performance.now();
    const output = await guided();
    const middle = performance.now();
    const stats = head(output, canvas, request);
    const headMillis = performance.now() - middle;
    const bytesToJavaScript = Object.values(output).reduce((sum, logits) => sum + logits.byteLength, 0);
    onPass?.({ passMillis: middle - start, headMillis, bytesToJavaScript });
    return stats;
  };
}

/** A pass whose session is opened at its first call, and again after an opening that failed. */
export function openedLater(open: () => Promise<ShadowForward>): ShadowForward {
  let opening: Promise<ShadowForward> | undefined;
  return async (sequence) => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return (await opening)(sequence);
  };
}
