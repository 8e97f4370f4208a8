/** The canvas of a trace at any step, from its commits. */
import { applyStep } from '../decode/apply.ts';
import type { StepRecord } from '../decode/types.ts';
import { settledSteps } from './settled-steps.ts';
import type { DecodeTrace } from './types.ts';

/** All of a trace that its canvas follows from. */
export interface CanvasHistory {
  readonly request: Pick<DecodeTrace['request'], 'canvasLength' | 'maskId'>;
  readonly steps: readonly Pick<StepRecord, 'unmask' | 'remask' | 'inserted'>[];
}

/**
 * [L] tokens after the first `stepCount` steps, the mask id where nothing is committed.
 * @param stepCount 0 (all masks) … number of steps; beyond that, the last canvas.
 */
export function canvasAt(trace: CanvasHistory, stepCount: number): Int32Array {
  const { canvasLength, maskId } = trace.request;
  const tokens = new Int32Array(canvasLength).fill(maskId);
  for (const step of trace.steps.slice(0, stepCount)) applyStep(tokens, step, maskId);
  return tokens;
}

/**
 * [L] index in `trace.steps` of the commit whose token stands at each position after the first `upTo` steps (default:
 * all); −1 where the position is masked. Of repeated commits that is the last; a commit of the mask id is none. A token
 * that a growing canvas moved on keeps the step that committed it.
 */
export function commitSteps(trace: CanvasHistory, upTo = trace.steps.length): Int32Array {
  const { canvasLength, maskId } = trace.request;
  const steps = new Int32Array(canvasLength).fill(-1);
  for (const [index, { unmask, remask }] of settledSteps(trace, upTo).entries()) {
    for (const { position, tokenId } of unmask) steps[position] = tokenId === maskId ? -1 : index;
    for (const position of remask) steps[position] = -1;
  }
  return steps;
}
