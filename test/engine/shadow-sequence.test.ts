import { expect, test } from 'vitest';
import { type ShadowSequence, shadowSequence } from '../../src/engine/shadow-sequence.ts';

/** Prompt 8, 9; canvas 5, mask, 7, mask; the block is positions 1 and 2; positions 1 and 3 are asked for. */
const canvas = { prompt: Int32Array.of(8, 9), tokens: Int32Array.of(5, 3, 7, 3), maskId: 3 };
const sequenceOf = (logitShift: 0 | 1) => shadowSequence(canvas, Int32Array.of(1, 3), { start: 1, end: 3 }, logitShift);

/** One line per slot: x where it sees the key. */
const sightOf = ({ inputIds, lengths, bias }: ShadowSequence) =>
  Array.from({ length: Number(lengths[1]) }, (_, slot) => {
    const row = bias.subarray(slot * inputIds.length, (slot + 1) * inputIds.length);
    return Array.from(row, (value) => (value === 0 ? 'x' : '·')).join('');
  });

test('logit shift 0: masks at the positions of the block that see all but their counterpart', () => {
  const sequence = sequenceOf(0);
  expect([...sequence.inputIds]).toEqual([8, 9, 5, 3, 7, 3, 3, 3]);
  expect([...sequence.positions].map(Number)).toEqual([0, 1, 2, 3, 4, 5, 3, 4]);
  expect([...sequence.rows]).toEqual([3, 5, 6, 7]);
  expect(sequence.lengths).toEqual(BigInt64Array.of(6n, 2n));
  expect(sightOf(sequence)).toEqual(['xxx·xxxx', 'xxxx·xxx']);
});

test('logit shift 1: copies of the tokens before, which see neither themselves nor what follows them', () => {
  const sequence = sequenceOf(1);
  // Position 1 is token 3 of the sequence, scored by the state of token 2.
  expect([...sequence.inputIds]).toEqual([8, 9, 5, 3, 7, 3, 5, 3]);
  expect([...sequence.positions].map(Number)).toEqual([0, 1, 2, 3, 4, 5, 2, 3]);
  expect([...sequence.rows]).toEqual([2, 4, 6, 7]);
  expect(sightOf(sequence)).toEqual(['xx··xxx·', 'xxx··x·x']);
});

test('logit shift 1 without a prompt: the first token is scored by its own state, masked', () => {
  const bare = { prompt: new Int32Array(0), tokens: Int32Array.of(5, 7), maskId: 3 };
  const sequence = shadowSequence(bare, Int32Array.of(0), { start: 0, end: 2 }, 1);
  expect([...sequence.inputIds]).toEqual([5, 7, 3, 5]);
  expect([...sequence.positions].map(Number)).toEqual([0, 1, 0, 0]);
  expect([...sequence.rows]).toEqual([0, 2, 3]);
  expect(sightOf(sequence)).toEqual(['·xx·', '···x']);
});
