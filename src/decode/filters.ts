/**
 * Top-p and top-k as Dream applies them: to one row of logits, in place, dropped tokens becoming −∞. Ties go to the
 * lowest token id.
 * Source: Dream `generation_utils.py:top_p_logits`, `top_k_logits`. Deviation: −∞ instead of the smallest finite
 * number, which gives the same probability, 0.
 */
import type { DrawRule } from './types.ts';

const BANDS = 1024;
/** At the filter's temperature: 1024 bands reach down to e^−256, where no mass is left; the last takes the rest. */
const BANDS_PER_NAT = 4;

/** A stretch of logits in which a running count or mass crosses its limit. */
interface Band {
  /** Ascending. */
  readonly logits: Float64Array;
  /** Number and weight of the larger logits outside the band. */
  readonly countAbove: number;
  readonly massAbove: number;
}

/** One row of logits with its weights and scratch space, all [V]. */
interface FilterRow {
  readonly row: Float64Array;
  /** Proportional to exp((logit − largest) / temperature), up to rounding. */
  readonly weights: Float64Array;
  readonly largest: number;
  readonly temperature: number;
  readonly scratch: Float64Array;
}

/**
 * The band in which the count of the logits, from the largest down, reaches `minCount` and their weight exceeds
 * `minMass`. Only that band is sorted, never the vocabulary. `null` if all logits but −∞ do not suffice.
 */
function crossingBand(filter: FilterRow, minCount: number, minMass: number): Band | null {
  const { row, weights, largest, temperature, scratch } = filter;
  const scale = Math.min(BANDS_PER_NAT / temperature, 1e300);
  const counts = new Int32Array(BANDS);
  const masses = new Float64Array(BANDS);
  for (let v = 0; v < row.length; v++) {
    if (row[v]! === Number.NEGATIVE_INFINITY) continue;
    const band = Math.min((largest - row[v]!) * scale, BANDS - 1) | 0;
    counts[band] = counts[band]! + 1;
    masses[band] = masses[band]! + weights[v]!;
  }

  let countAbove = 0;
  let massAbove = 0;
  for (let band = 0; band < BANDS; band++) {
    if (countAbove + counts[band]! >= minCount && massAbove + masses[band]! > minMass) {
      let members = 0;
      for (let v = 0; v < row.length; v++) {
        const logit = row[v]!;
        if (logit === Number.NEGATIVE_INFINITY) continue;
        if ((Math.min((largest - logit) * scale, BANDS - 1) | 0) === band) scratch[members++] = logit;
      }
      return { logits: scratch.subarray(0, members).sort(), countAbove, massAbove };
    }
    countAbove += counts[band]!;
    massAbove += masses[band]!;
  }
  return null;
}

/**
 * Keeps the tokens, by falling logit, before which the mass is at most `limit`, and the first always: the token that
 * crosses is kept (`include`, Dream), or not (`exclude`, ReMDM: the mass with the token is at most the limit).
 * @param unit the weight that has mass 1.
 */
export function keepTopP(
  filter: FilterRow & { weightOf(logit: number): number },
  { limit, unit }: { readonly limit: number; readonly unit: number },
  crossing: DrawRule['crossing'] = 'include',
): void {
  const { row, largest, weightOf } = filter;
  const band = crossingBand(filter, 1, limit * unit);
  if (band === null) return;
  let cut = largest;
  let tiesKept = 0;
  let mass = band.massAbove / unit;
  for (let i = band.logits.length - 1; i >= 0 && mass <= limit; i--) {
    const isFirst = band.countAbove === 0 && i === band.logits.length - 1;
    mass += weightOf(band.logits[i]!) / unit;
    if (band.logits[i] !== cut) {
      cut = band.logits[i]!;
      tiesKept = 0;
    }
    if (crossing === 'include' || mass <= limit || isFirst) tiesKept++;
  }
  for (let v = 0; v < row.length; v++) {
    if (row[v]! > cut || (row[v] === cut && tiesKept-- > 0)) continue;
    row[v] = Number.NEGATIVE_INFINITY;
  }
}

/** Keeps the `topK` largest logits and everything equal to the smallest of them. */
export function keepTopK(filter: FilterRow, topK: number): void {
  const { row } = filter;
  const band = crossingBand(filter, topK, -1);
  if (band === null) return;
  const smallestKept = band.logits[band.logits.length - (topK - band.countAbove)]!;
  for (let v = 0; v < row.length; v++) if (row[v]! < smallestKept) row[v] = Number.NEGATIVE_INFINITY;
}
