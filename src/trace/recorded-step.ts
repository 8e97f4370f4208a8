/** One step of a trace with what led to it: what the rules of `same-logits.ts` are asked about. */
import type { RecordedStep } from '../decode/same-logits.ts';
import { canvasAt } from './canvas-at.ts';
import type { DecodeTrace } from './types.ts';

/** @param index of the step in `trace.steps`. */
export function recordedStep(trace: DecodeTrace, index: number): RecordedStep {
  const record = trace.steps[index]!;
  const before = trace.steps.slice(0, index);
  return {
    request: trace.request,
    record,
    tokens: canvasAt(trace, index),
    stepInBlock: before.filter(({ block }) => block === record.block).length,
  };
}
