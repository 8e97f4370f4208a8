/** The colour of a committed token under each colour mode. */
import { ageColour, confidenceColour, entropyColour, type HexColour, orderColour } from '../../charts/colour.ts';
import { entropyScale } from '../../charts/heat-map-cells.ts';
import { mostRevisions, stepExtent } from '../../state/revisions.ts';
import type { Slot } from '../../state/slots.ts';
import type { ColourMode } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';

/** The end of the entropy scale, in nats, and of the scales of order and age, in steps. */
export interface ColourScale {
  readonly entropy: number;
  readonly steps: number;
  /** The end of the scale of revisions. */
  readonly revisions: number;
}

/**
 * Entropy and revisions are read on one scale in all of `beside`, order and age on each decode's own: first to last step.
 * @param beside default the decode alone.
 */
export function colourScale(
  trace: DecodeTrace,
  beside: readonly DecodeTrace[] = [trace],
  mode: ColourMode,
): ColourScale {
  return {
    entropy: Math.max(...beside.map(entropyScale)),
    steps: stepExtent(trace),
    revisions: mode === 'revisions' ? Math.max(...beside.map(mostRevisions)) : 1,
  };
}

/** `null` for masked slots, where the trace has no numbers for the commit, and for syntax, which is no measure. */
export function tokenColour(
  trace: DecodeTrace,
  slot: Slot,
  cursor: number,
  mode: ColourMode,
  scale: ColourScale,
): HexColour | null {
  const age = ageOf(slot, cursor);
  if (slot.committedAt === null || age === null || mode === 'syntax') return null;
  const lastStep = Math.max(1, scale.steps - 1);
  if (mode === 'order') return orderColour(slot.committedAt / lastStep);
  if (mode === 'age') return ageColour(age / lastStep);
  // As with entropy, the bright end is that of tokens that stood.
  if (mode === 'revisions') return entropyColour(slot.revisions, scale.revisions);
  if (slot.evidence === null) return null;
  const { stats } = trace.steps[slot.evidence.step]!;
  if (mode === 'entropy') return entropyColour(stats.entropy[slot.evidence.row]!, scale.entropy);
  return confidenceColour(stats.rawConfidence[slot.evidence.row]!);
}

/** Steps since the commit at the cursor, 0 = committed by the newest step; `null` while masked. */
export function ageOf({ committedAt }: Slot, cursor: number): number | null {
  return committedAt === null ? null : cursor - 1 - committedAt;
}
