/** What every step of a decode looked like in a few numbers. */
import { applyStep } from '../decode/apply.ts';
import type { StepRecord } from '../decode/types.ts';
import { canvasAt } from '../trace/canvas-at.ts';
import { movedOn } from '../trace/settled-steps.ts';
import type { DecodeTrace } from '../trace/types.ts';

/**
 * One forward pass. Confidence is the raw probability of the arg-max and entropy the raw entropy, over the masked
 * positions that the step scored, as in `entropy-sink.ts`; `null` where it scored none.
 */
export interface StepSummary {
  /** As recorded, 0-based. */
  readonly step: number;
  /** Masked positions scored. */
  readonly masked: number;
  readonly meanConfidence: number | null;
  readonly minConfidence: number | null;
  readonly maxConfidence: number | null;
  /** Nats. */
  readonly meanEntropy: number | null;
  /** Tokens committed; commits of the mask id do not count. */
  readonly committed: number;
  /** Of those committed, written over another token. */
  readonly overwritten: number;
  readonly remasked: number;
  /** Candidates tied exactly at the boundary of the choice, 0 if none. */
  readonly ties: number;
}

/** [steps] one summary per recorded step. The measures are ours; they need no convention. */
export function stepSeries(trace: DecodeTrace): readonly StepSummary[] {
  const { maskId } = trace.request;
  const canvas = canvasAt(trace, 0);
  return trace.steps.map((record) => {
    const summary = summarise(record, canvas, maskId);
    applyStep(canvas, record, maskId);
    return summary;
  });
}

/** @param canvas [L] before the step. */
function summarise(
  { step, stats, unmask, remask, boundary, inserted }: StepRecord,
  canvas: Int32Array,
  maskId: number,
): StepSummary {
  const held = inserted === undefined ? canvas : movedOn(canvas, inserted, maskId);
  const written = unmask.filter(
    ({ position, tokenId }) => tokenId !== maskId && (inserted === undefined || held[position] !== tokenId),
  );
  let masked = 0;
  let sum = 0;
  let lowest = 1;
  let highest = 0;
  let entropy = 0;
  for (let row = 0; row < stats.positions.length; row++) {
    if (canvas[stats.positions[row]!] !== maskId) continue;
    masked++;
    const confidence = Math.exp(stats.topLogProbs[row * stats.candidates]!);
    sum += confidence;
    lowest = Math.min(lowest, confidence);
    highest = Math.max(highest, confidence);
    entropy += stats.entropy[row]!;
  }
  return {
    step,
    masked,
    meanConfidence: masked === 0 ? null : sum / masked,
    minConfidence: masked === 0 ? null : lowest,
    maxConfidence: masked === 0 ? null : highest,
    meanEntropy: masked === 0 ? null : entropy / masked,
    committed: written.length,
    overwritten: written.filter(({ position, tokenId }) => held[position] !== maskId && held[position] !== tokenId)
      .length,
    remasked: inserted === undefined ? remask.length : remask.filter((position) => held[position] !== maskId).length,
    ties: boundary.ties,
  };
}
