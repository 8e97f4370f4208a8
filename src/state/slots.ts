/** What is known of each canvas position at the cursor: derived from trace and cursor, never stored. */
import type { PositionStats } from '../decode/types.ts';
import { rowOf } from '../metrics/evidence-row.ts';
import { canvasAt, commitSteps } from '../trace/canvas-at.ts';
import { slotPlaces } from '../trace/slot-places.ts';
import type { DecodeTrace } from '../trace/types.ts';
import { type Change, histories, revisionCount } from './revisions.ts';

/** One position of the canvas after the first `stepCount` steps. */
export interface Slot {
  readonly position: number;
  readonly masked: boolean;
  /** False behind the end of a canvas that has not grown so far. */
  readonly exists: boolean;
  /** The token held; of a masked slot the best guess of the newest step that looked at it, `null` before the first. */
  readonly tokenId: number | null;
  /** Index in `trace.steps` of the commit; `null` while masked. */
  readonly committedAt: number | null;
  /** Where the numbers about it are: the step that committed it, or of a masked slot the newest step that saw it. */
  readonly evidence: Evidence | null;
  /** What the newest of these steps did here. */
  readonly change: Change | null;
  /** Remasks and overwrites so far. */
  readonly revisions: number;
}

/** A row of a step's statistics. */
export interface Evidence {
  /** Index in `trace.steps`. */
  readonly step: number;
  readonly row: number;
}

/** Whether both hold a token, and not the same. */
export function differ(slot: Slot, other: Slot | undefined): boolean {
  return other !== undefined && !slot.masked && !other.masked && slot.tokenId !== other.tokenId;
}

/** The newest slots of each trace: the canvas, the inspector and their titles ask for those of one cursor. */
const newest = new WeakMap<DecodeTrace, { readonly stepCount: number; readonly slots: readonly Slot[] }>();

/** [L] the slots after the first `stepCount` steps. Asked again for the same trace and cursor, the same array. */
export function slotsAt(trace: DecodeTrace, stepCount: number): readonly Slot[] {
  const known = newest.get(trace);
  if (known?.stepCount === stepCount) return known.slots;
  const slots = deriveSlots(trace, stepCount);
  newest.set(trace, { stepCount, slots });
  return slots;
}

function deriveSlots(trace: DecodeTrace, stepCount: number): readonly Slot[] {
  const tokens = canvasAt(trace, stepCount);
  const commits = commitSteps(trace, stepCount);
  const placeAt = slotPlaces(trace);
  const latest = latestEvidence(trace, stepCount);
  const past = histories(trace, stepCount);
  const length = lengthAt(trace, stepCount);
  return Array.from(tokens, (tokenId, position): Slot => {
    const last = past[position]!.at(-1);
    const change = last?.step === stepCount - 1 ? last.change : null;
    const revisions = revisionCount(past[position]!);
    const committedAt = commits[position]! < 0 ? null : commits[position]!;
    if (committedAt !== null) {
      const evidence = evidenceIn(trace, committedAt, placeAt(position, stepCount, committedAt));
      return { position, masked: false, exists: true, tokenId, committedAt, evidence, change, revisions };
    }
    const evidence = latest[position]!;
    const guess = evidence === null ? null : bestGuess(trace.steps[evidence.step]!.stats, evidence.row);
    return {
      position,
      masked: true,
      exists: position < length,
      tokenId: guess,
      committedAt: null,
      evidence,
      change,
      revisions,
    };
  });
}

/** Positions known to exist after so many steps: those the next step saw, or of the newest step those it saw. */
function lengthAt({ steps, request }: DecodeTrace, stepCount: number): number {
  return (steps[stepCount] ?? steps[stepCount - 1])?.length ?? request.canvasLength;
}

/** [L] the newest statistics of every position that the last steps looked at. */
function latestEvidence(trace: DecodeTrace, stepCount: number): (Evidence | null)[] {
  const latest = new Array<Evidence | null>(trace.request.canvasLength).fill(null);
  const newest = trace.steps[stepCount - 1];
  if (newest !== undefined) {
    const placeAt = slotPlaces(trace);
    newest.stats.positions.forEach((position, row) => {
      const place = placeAt(position, stepCount - 1, stepCount);
      if (place !== null) latest[place] = { step: stepCount - 1, row };
    });
  }
  return latest;
}

/**
 * The row of a position in a step's statistics; `null` if the step did not look at it.
 * @param position in the canvas after `stepCount` steps.
 */
export function evidenceAt(trace: DecodeTrace, step: number, position: number, stepCount: number): Evidence | null {
  return evidenceIn(trace, step, slotPlaces(trace)(position, stepCount, step));
}

function evidenceIn(trace: DecodeTrace, step: number, place: number | null): Evidence | null {
  const record = trace.steps[step];
  const row = record === undefined || place === null ? -1 : rowOf(record.stats, place);
  return row < 0 ? null : { step, row };
}

function bestGuess(stats: PositionStats, row: number): number {
  return stats.topIds[row * stats.candidates]!;
}

interface Candidate {
  readonly tokenId: number;
  /** Raw probability, in [0, 1]. */
  readonly probability: number;
}

/** The numbers of one row of evidence. */
export interface Reading {
  /** Index in `trace.steps`. */
  readonly step: number;
  /** Most probable first. */
  readonly candidates: readonly Candidate[];
  readonly sampledId: number;
  /** Raw probability of the sampled token. */
  readonly confidence: number;
  /** Raw, in nats. */
  readonly entropy: number;
}

export function readEvidence(trace: DecodeTrace, { step, row }: Evidence): Reading {
  const { stats } = trace.steps[step]!;
  const candidates = Array.from({ length: stats.candidates }, (_, rank): Candidate => {
    const index = row * stats.candidates + rank;
    return { tokenId: stats.topIds[index]!, probability: Math.exp(stats.topLogProbs[index]!) };
  });
  return {
    step,
    candidates,
    sampledId: stats.sampledIds[row]!,
    confidence: stats.rawConfidence[row]!,
    entropy: stats.entropy[row]!,
  };
}
