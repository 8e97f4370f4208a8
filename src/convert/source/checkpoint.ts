/** A checkpoint's weights, in one safetensors file or in many with an index. */
import * as v from 'valibot';
import { DiffuscopeError } from '../../model/error.ts';
import { lackingTensor as lacking, type TensorIndex } from '../tensor-index.ts';
import { type CheckpointSource, readText } from './checkpoint-source.ts';
import { readShard, type Shard, type TensorInfo } from './safetensors.ts';

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/** File names are plain, so that an index cannot reach outside its folder. */
const indexSchema = v.object({
  weight_map: v.record(v.string(), v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/, 'must be a plain file name'))),
});

export interface Checkpoint extends TensorIndex {
  /** Sorted by name of file. */
  readonly shards: readonly Shard[];
  /** Where a tensor lies. @throws DiffuscopeError `bad-checkpoint` if there is no such tensor. */
  find(name: string): { readonly shard: Shard; readonly info: TensorInfo };
}

/**
 * Reads and checks the headers of every weight file.
 * @throws DiffuscopeError `not-found`, `bad-checkpoint`, and those of `CheckpointSource.read`
 */
export async function openCheckpoint(source: CheckpointSource): Promise<Checkpoint> {
  const index = await readText(source, INDEX);
  const weightMap = index === undefined ? undefined : parseIndex(index);
  const names = weightMap === undefined ? [SINGLE] : [...new Set(Object.values(weightMap))].sort();
  const shards = await Promise.all(names.map((name) => openShard(source, name, weightMap !== undefined)));
  const holders = new Map<string, Shard>();
  if (weightMap === undefined) for (const name of shards[0]!.tensors.keys()) holders.set(name, shards[0]!);
  for (const [tensor, fileName] of Object.entries(weightMap ?? {})) {
    const shard = shards[names.indexOf(fileName)]!;
    if (!shard.tensors.has(tensor)) throw lacking(`${INDEX} places ${tensor} in ${fileName}, which does not hold it`);
    holders.set(tensor, shard);
  }
  const find = (name: string) => {
    const shard = holders.get(name);
    if (shard === undefined) throw lacking(`Tensor ${name} is missing`);
    return { shard, info: shard.tensors.get(name)! };
  };
  return { shards, has: (name) => holders.has(name), shape: (name) => find(name).info.shape, find };
}

async function openShard(source: CheckpointSource, name: string, indexed: boolean): Promise<Shard> {
  const file = source.files.get(name);
  if (file !== undefined) return readShard(source, file);
  if (indexed) throw lacking(`${INDEX} names ${name}, which is missing`);
  const others = [...source.files.keys()].filter((other) => /^pytorch_model.*\.bin$/.test(other));
  if (others.length === 0) {
    throw new DiffuscopeError('not-found', `The checkpoint has no file ${name}.`, 'Download the checkpoint again.');
  }
  throw new DiffuscopeError(
    'bad-checkpoint',
    `The checkpoint has its weights as ${others[0]}, not as safetensors.`,
    'Save it again with save_pretrained(…, safe_serialization=True), or take a repository that has safetensors files.',
  );
}

function parseIndex(text: string): Record<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DiffuscopeError('bad-checkpoint', `${INDEX} is not JSON.`, 'Download the checkpoint again.', cause);
  }
  const result = v.safeParse(indexSchema, json);
  if (result.success) return result.output.weight_map;
  const issue = result.issues[0];
  throw lacking(`${INDEX} is invalid: ${v.getDotPath(issue) ?? 'index'}: ${issue.message}`);
}
