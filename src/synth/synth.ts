/** A checkpoint that nobody trained: real files of a real geometry, weights drawn from a seed. */
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DiffuscopeError } from '../model/error.ts';
import { type Family, type FamilyName, families, type Geometry } from './family.ts';
import { tensorKey } from './normal-bits.ts';
import { planShards, type Shard, shardIndex } from './shards.ts';
import { STRETCH_ELEMENTS, type Stretch, writeStretch } from './stretch.ts';
import { tensorsOf } from './tensors.ts';
import { byteLevelVocabulary, fastTokenizerFiles, slowTokenizerFiles, tokenizerConfigFile } from './vocabulary.ts';

export interface SynthOptions {
  readonly like: FamilyName;
  /** Folder to write; made if it is not there. */
  readonly out: string;
  /** Any text; equal seeds give equal files. */
  readonly seed: string;
  /** Default: the model's own. */
  readonly layers?: number | undefined;
  /** A multiple of the head size (128, or 64 for the 0.5B models); heads and feed-forward width shrink with it. */
  readonly hidden?: number | undefined;
  /** Rows of the embedding. The ids of special tokens keep their distance from its end. */
  readonly vocabulary?: number | undefined;
  /** Bytes of tensors in one file. Default 5 · 10⁹, as in the published checkpoints. */
  readonly shardBytes?: number | undefined;
  /** 0: no thread beside the caller's. */
  readonly threads: number;
}

export interface SynthProgress {
  readonly writtenBytes: number;
  readonly totalBytes: number;
}

/** Threads cost more than they save below this, bytes. */
const WORTH_THREADS = 2 ** 26;
/** What the disk must hold beyond the files, bytes. */
const SPARE_BYTES = 2 ** 28;

/**
 * Writes config.json, the tokenizer's files as the hub ships them, and the weights in bfloat16.
 * @returns bytes of the weight files.
 * @throws DiffuscopeError `bad-settings` for an impossible size, `storage` if the disk is too full.
 */
export async function synthesise(
  options: SynthOptions,
  onProgress?: (progress: SynthProgress) => void,
): Promise<number> {
  const family: Family = families[options.like];
  const geometry = geometryOf(family, options);
  const idShift = geometry.vocabulary - family.geometry.vocabulary;
  const special = family.specialTokens.map(({ id, content }) => ({ id: id + idShift, content }));
  const ordinary = special[0]!.id;
  if (ordinary < 256) throw impossible(`The vocabulary must be at least ${256 - ordinary + geometry.vocabulary}`);

  const shards = planShards(tensorsOf(family, geometry), options.shardBytes ?? 5e9);
  const totalBytes = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  mkdirSync(options.out, { recursive: true });
  checkSpace(options.out, totalBytes);

  const vocabulary = byteLevelVocabulary(ordinary);
  const texts: Record<string, string> = {
    'config.json': `${JSON.stringify(family.config(geometry, idShift), null, 2)}\n`,
    ...(family.tokenizerFiles === 'tokenizer-json'
      ? fastTokenizerFiles(vocabulary, special)
      : slowTokenizerFiles(vocabulary)),
    ...tokenizerConfigFile(family.tokenizerClass, special, family.roles),
    ...(shards.length > 1 && { 'model.safetensors.index.json': shardIndex(shards) }),
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(options.out, name), text);
  for (const shard of shards) layOut(shard, options.out);

  let writtenBytes = 0;
  const threads = totalBytes < WORTH_THREADS ? 0 : options.threads;
  await carryOut(stretchesOf(shards, options), threads, ({ count }) => {
    writtenBytes += count * 2;
    onProgress?.({ writtenBytes, totalBytes });
  });
  return totalBytes;
}

function geometryOf({ geometry }: Family, { layers, hidden, vocabulary }: SynthOptions): Geometry {
  const sized = {
    ...geometry,
    layers: layers ?? geometry.layers,
    vocabulary: vocabulary ?? geometry.vocabulary,
  };
  if (hidden === undefined) return sized;
  const { headSize } = geometry;
  if (hidden % headSize !== 0) throw impossible(`The hidden size must be a multiple of the head size ${headSize}`);
  const heads = hidden / headSize;
  const queriesPerKey = geometry.hidden / headSize / geometry.keyValueHeads;
  return {
    ...sized,
    hidden,
    keyValueHeads: heads % queriesPerKey === 0 ? heads / queriesPerKey : 1,
    intermediate: Math.max(1, Math.round((geometry.intermediate * hidden) / geometry.hidden / 32)) * 32,
  };
}

/** The file at its full length, with its header. */
function layOut({ fileName, head, bytes }: Shard, folder: string): void {
  const path = join(folder, fileName);
  rmSync(path, { force: true });
  const file = openSync(path, 'wx');
  try {
    writeSync(file, head);
    ftruncateSync(file, bytes);
  } finally {
    closeSync(file);
  }
}

function* stretchesOf(shards: readonly Shard[], { out, seed }: SynthOptions): Generator<Stretch> {
  for (const { fileName, tensors } of shards) {
    for (const { name, mean, deviation, offset, elements } of tensors) {
      const tensor = { path: join(out, fileName), offset, key: tensorKey(seed, name), mean, deviation };
      for (let start = 0; start < elements; start += STRETCH_ELEMENTS) {
        yield { ...tensor, start, count: Math.min(STRETCH_ELEMENTS, elements - start) };
      }
    }
  }
}

async function carryOut(
  stretches: Generator<Stretch>,
  threads: number,
  onDone: (stretch: Stretch) => void,
): Promise<void> {
  if (threads === 0) {
    for (const stretch of stretches) {
      writeStretch(stretch);
      onDone(stretch);
    }
    return;
  }
  const workers = Array.from({ length: threads }, () => new Worker(new URL('./stretch-worker.js', import.meta.url)));
  try {
    await Promise.all(workers.map((worker) => feed(worker, stretches, onDone)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives the worker one stretch after the other, until there is none left. */
function feed(worker: Worker, stretches: Iterator<Stretch>, onDone: (stretch: Stretch) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let current: Stretch;
    const next = (): void => {
      const { value, done } = stretches.next();
      if (done) {
        resolve();
      } else {
        current = value;
        worker.postMessage(current);
      }
    };
    worker.on('message', () => {
      onDone(current);
      next();
    });
    worker.on('error', (cause) =>
      reject(
        new DiffuscopeError(
          'storage',
          `The weights cannot be written: ${cause.message}.`,
          'Give a folder on another disk.',
          cause,
        ),
      ),
    );
    next();
  });
}

function checkSpace(folder: string, needed: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= needed + SPARE_BYTES) return;
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  throw new DiffuscopeError(
    'storage',
    `The checkpoint needs ${gigabytes(needed)} GB; ${folder} has ${gigabytes(free)} GB left.`,
    'Give a folder on another disk, or fewer layers.',
  );
}

const impossible = (what: string): DiffuscopeError =>
  new DiffuscopeError('bad-settings', `${what}.`, 'Choose another size.');
