/** Whether a trace has the numbers that charts of confidence and entropy draw. */
import type { DecodeTrace } from '../trace/types.ts';
import type { Words } from '../words/words.ts';

/** Why there is nothing to draw, one sentence; `null` if there is, or may be once there are steps. */
export function missingEvidence({ steps }: DecodeTrace, t: Words): string | null {
  if (steps.length === 0 || steps.some(({ stats }) => stats.positions.length > 0)) return null;
  return t('No evidence was recorded: this trace holds canvases only.');
}
