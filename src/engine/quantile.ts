/**
 * The value below which a share of the samples lies, between two neighbours by linear interpolation (type 7 of Hyndman
 * and Fan, 1996). @param samples at least one, in any order. @param share from 0 to 1; 0.5 is the median.
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
