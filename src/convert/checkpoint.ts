/** A checkpoint folder's weights, in one safetensors file or in many with an index. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';
import { openSafetensors, type SafetensorsFile } from './safetensors.ts';
import { lackingTensor as lacking, type TensorIndex } from './tensor-index.ts';

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/** File names are plain, so that an index cannot reach outside its folder. */
const indexSchema = v.object({
  weight_map: v.record(v.string(), v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/, 'must be a plain file name'))),
});

export interface Checkpoint extends TensorIndex {
  /** Weight files, sorted by name. */
  readonly files: readonly string[];
  /** Elements [start, start + count) of a tensor in row-major order, read anew. @throws DiffuscopeError `bad-checkpoint` */
  read(name: string, start: number, count: number): Float32Array;
  close(): void;
}

/**
 * Opens every weight file and checks all headers.
 * @throws DiffuscopeError `not-found`, `bad-checkpoint`
 */
export function openCheckpoint(folder: string): Checkpoint {
  const opened = new Map<string, SafetensorsFile>();
  const close = () => {
    for (const file of opened.values()) file.close();
  };
  try {
    const holders = existsSync(join(folder, INDEX)) ? openIndexed(folder, opened) : openSingle(folder, opened);
    return checkpointOver(holders, [...opened.keys()].sort(), close);
  } catch (thrown) {
    close();
    throw thrown;
  }
}

type Opened = Map<string, SafetensorsFile>;

function openSingle(folder: string, opened: Opened): Map<string, SafetensorsFile> {
  const file = openSafetensors(join(folder, SINGLE));
  opened.set(SINGLE, file);
  return new Map([...file.tensors.keys()].map((name) => [name, file]));
}

function openIndexed(folder: string, opened: Opened): Map<string, SafetensorsFile> {
  const holders = new Map<string, SafetensorsFile>();
  for (const [tensor, fileName] of Object.entries(readIndex(join(folder, INDEX)))) {
    let file = opened.get(fileName);
    if (file === undefined) {
      if (!existsSync(join(folder, fileName))) throw lacking(`${INDEX} names ${fileName}, which is missing`);
      file = openSafetensors(join(folder, fileName));
      opened.set(fileName, file);
    }
    if (!file.tensors.has(tensor)) throw lacking(`${INDEX} places ${tensor} in ${fileName}, which does not hold it`);
    holders.set(tensor, file);
  }
  return holders;
}

function readIndex(path: string): Record<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new DiffuscopeError('bad-checkpoint', `${INDEX} is not JSON.`, 'Download the checkpoint again.', cause);
  }
  const result = v.safeParse(indexSchema, json);
  if (result.success) return result.output.weight_map;
  const issue = result.issues[0];
  throw lacking(`${INDEX} is invalid: ${v.getDotPath(issue) ?? 'index'}: ${issue.message}`);
}

function checkpointOver(
  holders: ReadonlyMap<string, SafetensorsFile>,
  files: readonly string[],
  close: () => void,
): Checkpoint {
  const holder = (name: string): SafetensorsFile => {
    const file = holders.get(name);
    if (file === undefined) throw lacking(`Tensor ${name} is missing`);
    return file;
  };
  return {
    files,
    has: (name) => holders.has(name),
    shape: (name) => holder(name).tensors.get(name)!.shape,
    read: (name, start, count) => holder(name).read(name, start, count),
    close,
  };
}
