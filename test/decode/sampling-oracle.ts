/**
 * Dream's `sample_tokens` written once more, plainly: whole sorts, `Math.exp`, no shared buffers. An oracle for the
 * fast one, from the description and not from its code.
 */
import type { Sampling } from '../../src/decode/types.ts';

export interface OracleRow {
  readonly raw: number[];
  readonly q: number[];
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((x) => Math.exp(x - largest));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
}

/** Ids by falling logit, ties by rising id. */
function byLogit(logits: readonly number[]): number[] {
  return logits.map((_, id) => id).sort((a, b) => logits[b]! - logits[a]! || a - b);
}

export function oracleRow(logits: readonly number[], maskId: number, sampling: Sampling): OracleRow {
  const untempered = logits.map((x, id) => (sampling.suppressMask && id === maskId ? -Infinity : x));
  const temper = (row: number[]) => (sampling.temperature > 0 ? row.map((x) => x / sampling.temperature) : row);
  let row = sampling.order === 'temperature-first' ? temper(untempered) : untempered;

  if (sampling.topP !== null && sampling.topP < 1) {
    const probabilities = softmax(row);
    const dropped = new Set<number>();
    let before = 0;
    for (const id of byLogit(row)) {
      if (before > sampling.topP) dropped.add(id);
      before += probabilities[id]!;
    }
    row = row.map((x, id) => (dropped.has(id) ? -Infinity : x));
  }
  if (sampling.topK !== null && sampling.topK < row.length) {
    const smallest = row.toSorted((a, b) => b - a)[sampling.topK - 1]!;
    row = row.map((x) => (x < smallest ? -Infinity : x));
  }
  return { raw: softmax(untempered), q: softmax(sampling.order === 'filter-first' ? temper(row) : row) };
}
