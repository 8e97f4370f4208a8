/** Share of the positions that hold the same in two final canvases, masks included; `null` if their lengths differ. */
import type { DecodeTrace } from '../trace/types.ts';

export function finalAgreement(a: Pick<DecodeTrace, 'final'>, b: Pick<DecodeTrace, 'final'>): number | null {
  if (a.final.length !== b.final.length || a.final.length === 0) return null;
  const equal = a.final.reduce((count, token, position) => count + Number(token === b.final[position]), 0);
  return equal / a.final.length;
}
