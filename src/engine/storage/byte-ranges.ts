/** Which bytes of a file are there, and which are to be fetched. */

/** Half open, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** @param ranges ascending and apart. @returns the same with one more, ascending and apart. */
export function withRange(ranges: readonly ByteRange[], { start, end }: ByteRange): readonly ByteRange[] {
  if (start >= end) return ranges;
  const before = ranges.filter((range) => range.end < start);
  const after = ranges.filter((range) => range.start > end);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const merged = {
    start: Math.min(start, touching[0]?.start ?? start),
    end: Math.max(end, touching.at(-1)?.end ?? end),
  };
  return [...before, merged, ...after];
}

/** What `ranges` (ascending and apart) leave of [0, bytes), in pieces of at most `most` bytes, ascending. */
export function missingPieces(ranges: readonly ByteRange[], bytes: number, most: number): ByteRange[] {
  const pieces: ByteRange[] = [];
  let from = 0;
  for (const { start, end } of [...ranges, { start: bytes, end: bytes }]) {
    for (; from < Math.min(start, bytes); from = Math.min(from + most, start, bytes)) {
      pieces.push({ start: from, end: Math.min(from + most, start, bytes) });
    }
    from = Math.max(from, end);
  }
  return pieces;
}

export const byteCount = (ranges: readonly ByteRange[]): number =>
  ranges.reduce((sum, { start, end }) => sum + end - start, 0);
