/** How many rows of logits are made at a time. */

const LOGITS_BYTES = 48 * 2 ** 20;
const MOST_ROWS = 1024;

/** As many as fit 48 MiB, 1024 at most: what of a pass's logits lies in the memory of a GPU, or comes from it at once. */
export function rowsPerRun(vocabularySize: number): number {
  return Math.max(1, Math.min(MOST_ROWS, Math.floor(LOGITS_BYTES / (4 * vocabularySize))));
}
