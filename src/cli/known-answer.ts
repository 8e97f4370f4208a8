/** Makes what `engine/known-answer.ts` asks a GPU: the embedded model's logits on a CPU. */
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { KNOWN_QUANTISATION, type KnownAnswer } from '../engine/known-answer.ts';

/** More than the 32 rows at which kernels change, and several of the tiles in which they read keys. */
const SEQUENCE = 64;
/** Logits of eight rows are known, and of every so many tokens: some kilobytes. */
const EVERY_ROW = 8;
const EVERY_TOKEN = 48;

const range = (length: number, step: number) => Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);

/** @param folder of the embedded model. */
export async function makeKnownAnswer(folder: string, maskId: number): Promise<KnownAnswer> {
  const session = await InferenceSession.create(join(folder, `${KNOWN_QUANTISATION}.onnx`));
  // Tokens from all over the vocabulary, and masks between them.
  const inputIds = range(SEQUENCE, 1).map((i) => (i % 3 === 0 ? 500 + 23 * i : maskId));
  const rows = range(SEQUENCE, EVERY_ROW);
  const outputs = await session.run({
    input_ids: new Tensor('int32', Int32Array.from(inputIds), [1, SEQUENCE]),
    rows: new Tensor('int32', Int32Array.from(rows), [rows.length]),
  });
  await session.release();
  const { data, dims } = outputs['logits']!;
  const vocabulary = dims[1]!;
  const tokens = range(vocabulary, EVERY_TOKEN);
  const logits = rows.flatMap((_, row) => tokens.map((token) => (data as Float32Array)[row * vocabulary + token]!));
  return { inputIds, rows, tokens, logits: logits.map((logit) => Number(logit.toPrecision(6))) };
}
