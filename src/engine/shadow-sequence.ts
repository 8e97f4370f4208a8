/**
 * WINO's shadow: one more slot for each position of a block, with which the network looks at the token that stands
 * there without seeing it. Main tokens do not see the shadow. Decision record 9 says why it is laid out so.
 */
import type { Canvas } from '../decode/types.ts';

/** What a shadow graph is asked; S tokens, the last B of them slots, M rows. */
export interface ShadowSequence {
  /** [S] prompt, canvas, then one slot for each position of the block. */
  readonly inputIds: Int32Array;
  /** [M] states to read: those that score the positions asked for, then the block's shadow. */
  readonly rows: Int32Array;
  /** [S] where each token stands. */
  readonly positions: BigInt64Array;
  /** S − B and B. */
  readonly lengths: BigInt64Array;
  /** [B·S] slot · key, added to the scores of attention: 0, or so low that nothing passes. */
  readonly bias: Float32Array;
}

/** Low enough that exp() of it is exactly 0 beside any score, and no infinity, of which a kernel might make NaN. */
const UNSEEN = -1e9;

/**
 * Logit shift 0, as in the source: slot j is a mask at the position of its counterpart, which it does not see; slots see
 * each other. Source: WINO-DLLM `LLaDA/decoding.py:decoding_wino`.
 *
 * Logit shift 1, where the source has no answer: what scores position p is the state of the token before it, so slot j is
 * a second copy of that token, which sees neither p nor the first copy. Slots do not see each other, for the copy of p
 * itself is the slot of p + 1.
 *
 * @param asked canvas positions, ascending.
 * @param block canvas positions [start, end).
 */
export function shadowSequence(
  { prompt, tokens, maskId }: Canvas,
  asked: Int32Array,
  { start, end }: { readonly start: number; readonly end: number },
  logitShift: 0 | 1,
): ShadowSequence {
  const length = prompt.length + tokens.length;
  const slots = end - start;
  const size = length + slots;
  const inputIds = new Int32Array(size).fill(maskId);
  inputIds.set(prompt);
  inputIds.set(tokens, prompt.length);
  const positions = BigInt64Array.from({ length: size }, (_, token) => BigInt(token));
  const bias = new Float32Array(slots * size);

  /** Where the state that scores the token at `index` stands. */
  const readerOf = (index: number): number => Math.max(index - logitShift, 0);
  for (let slot = 0; slot < slots; slot++) {
    const index = prompt.length + start + slot;
    const reader = readerOf(index);
    const row = bias.subarray(slot * size, (slot + 1) * size);
    positions[length + slot] = BigInt(reader);
    if (reader !== index) inputIds[length + slot] = inputIds[reader]!;
    if (logitShift === 1) row.fill(UNSEEN, length).fill(0, length + slot, length + slot + 1);
    row[reader] = UNSEEN;
    row[index] = UNSEEN;
  }
  const rows = new Int32Array(asked.length + slots);
  rows.set(asked.map((position) => readerOf(prompt.length + position)));
  for (let slot = 0; slot < slots; slot++) rows[asked.length + slot] = length + slot;
  return { inputIds, rows, positions, lengths: BigInt64Array.of(BigInt(length), BigInt(slots)), bias };
}
