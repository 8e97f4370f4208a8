/** A recorded trace in the place of the network. */
import { continuedPredictor } from '../decode/continued-predictor.ts';
import type { MaskPredictor } from '../decode/types.ts';
import type { DecodeTrace } from './types.ts';

/**
 * A predictor that answers the questions of the recorded decode, in their order, with the recorded statistics: feeding
 * it to `decode` with the trace's request gives the trace again, at no cost. Good for one decode.
 * @throws DiffuscopeError `bad-trace` (when called) if asked something that was not recorded: another canvas, other rows
 * or other sampling. @throws Error if asked for more steps than there are.
 */
export function replayPredictor({ steps, request }: DecodeTrace): MaskPredictor {
  return continuedPredictor(steps, request, async () => {
    throw new Error(`the trace has only ${steps.length} steps`);
  });
}
