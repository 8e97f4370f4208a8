/** A recorded trace in the place of the network. */
import type { Canvas, MaskPredictor, StatsRequest } from '../decode/types.ts';
import { canvasAt } from './canvas-at.ts';
import type { DecodeTrace } from './types.ts';

/**
 * A predictor that answers the questions of the recorded decode, in their order, with the recorded statistics: feeding
 * it to `decode` with the trace's request gives the trace again, at no cost. Good for one decode.
 * @throws Error (when called) if asked something that was not recorded: another canvas, other rows or other sampling,
 * or more steps than there are.
 */
export function replayPredictor(trace: DecodeTrace): MaskPredictor {
  let next = 0;
  return async (canvas, request) => {
    const record = trace.steps[next];
    if (record === undefined) throw new Error(`the trace has only ${trace.steps.length} steps`);
    const difference = differenceFrom(trace, next, canvas, request);
    if (difference !== null) throw new Error(`step ${next} of the trace was recorded with another ${difference}`);
    next += 1;
    return record.stats;
  };
}

function differenceFrom(trace: DecodeTrace, index: number, canvas: Canvas, asked: StatsRequest): string | null {
  const { request, steps } = trace;
  const { stats } = steps[index]!;
  if (canvas.maskId !== request.maskId) return 'mask id';
  if (!equal(canvas.prompt, request.prompt)) return 'prompt';
  if (!equal(canvas.tokens, canvasAt(trace, index).slice(0, steps[index]!.length))) return 'canvas';
  if (!equal(asked.positions, stats.positions)) return 'choice of positions';
  if (asked.candidates !== stats.candidates) return 'number of candidates';
  const names = Object.keys(request.sampling) as (keyof typeof request.sampling)[];
  if (names.some((name) => asked.sampling[name] !== request.sampling[name])) return 'sampling';
  return null;
}

const equal = (a: Int32Array, b: Int32Array): boolean => a.length === b.length && a.every((value, i) => value === b[i]);
