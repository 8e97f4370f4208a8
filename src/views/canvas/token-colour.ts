/** The colour of a committed token under each colour mode. */
import { confidenceColour, entropyColour, type HexColour, orderColour } from '../../charts/colour.ts';
import type { Slot } from '../../state/slots.ts';
import type { ColourMode } from '../../state/view-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';

/** The end of the entropy scale, in nats, and of the order scale, in steps. */
export interface ColourScale {
  readonly entropy: number;
  readonly steps: number;
  /** The end of the scale of revisions. */
  readonly revisions: number;
}

/** `null` for masked slots, and where the trace has no numbers for the commit. */
export function tokenColour(trace: DecodeTrace, slot: Slot, mode: ColourMode, scale: ColourScale): HexColour | null {
  if (slot.committedAt === null) return null;
  if (mode === 'order') return orderColour(slot.committedAt / Math.max(1, scale.steps - 1));
  // As with entropy, the bright end is that of tokens that stood.
  if (mode === 'revisions') return entropyColour(slot.revisions, scale.revisions);
  if (slot.evidence === null) return null;
  const { stats } = trace.steps[slot.evidence.step]!;
  if (mode === 'entropy') return entropyColour(stats.entropy[slot.evidence.row]!, scale.entropy);
  return confidenceColour(stats.rawConfidence[slot.evidence.row]!);
}
