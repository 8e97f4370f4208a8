/** A name for weights that lie in a folder of no commit. */
import { createHash } from 'node:crypto';
import type { CheckpointSource } from './checkpoint-source.ts';
import type { Shard } from './safetensors.ts';

/** Weights of more bytes are sampled. */
const WHOLE_BYTES = 2 ** 30;
/** The first 64 KiB of every 4 MiB. */
const SAMPLE_BYTES = 2 ** 16;
const SAMPLE_STRIDE = 2 ** 22;

const BLOCK_BYTES = 2 ** 22;

/**
 * 12 hex digits of a SHA-256: of the weight files, concatenated in the order of their names, as `sha256sum` has it; or,
 * above 1 GiB, of each file's header and 64 KiB of every 4 MiB, since training changes weights everywhere and reading
 * 15 GB once more would take as long as converting them.
 */
export async function weightsRevision(source: CheckpointSource, shards: readonly Shard[]): Promise<string> {
  const total = shards.reduce((sum, { file }) => sum + file.bytes, 0);
  const [length, stride] = total <= WHOLE_BYTES ? [BLOCK_BYTES, BLOCK_BYTES] : [SAMPLE_BYTES, SAMPLE_STRIDE];
  const hash = createHash('sha256');
  for (const { file, head } of shards) {
    if (length < stride) hash.update(head);
    for (let at = 0; at < file.bytes; at += stride) {
      hash.update(await source.read(file, at, Math.min(file.bytes, at + length)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
