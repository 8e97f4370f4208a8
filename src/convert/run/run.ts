/**
 * Carries out a plan: reads the checkpoint once, in the order of its bytes, and writes each tensor where the plan has
 * it. What is done is entered in a journal, so that the same request goes on where an earlier run of it stopped.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { DiffuscopeError } from '../../model/error.ts';
import type { ModelFile } from '../../model/manifest.ts';
import type { Fit } from '../kernels/blocks.ts';
import { addErrors, type ErrorSums, noErrors } from '../kernels/error-sums.ts';
import type { PlannedFile } from '../plan-files.ts';
import type { Checkpoint } from '../source/checkpoint.ts';
import type { CheckpointSource } from '../source/checkpoint-source.ts';
import { type Crew, createCrew } from './crew.ts';
import { type Draft, openDraft } from './draft.ts';
import type { Entry } from './journal.ts';
import { type Region, writeRuns } from './region.ts';
import { requireWanted, stream } from './stream.ts';
import { bytesOf, type Consumer, planWork, type Work } from './work.ts';

export interface Progress {
  /**
   * `headers`: everything but weights, of unknown size. `checking`: what an earlier run has written. `verifying`: what is
   * written, read back.
   */
  readonly phase: 'headers' | 'checking' | 'converting' | 'verifying';
  /** Bytes; a total of 0 is not known. */
  readonly done: number;
  readonly total: number;
}

export interface Run {
  readonly source: CheckpointSource;
  readonly checkpoint: Checkpoint;
  readonly files: readonly PlannedFile[];
  readonly fit: Fit;
  /** Folder of the draft. */
  readonly folder: string;
  /** See `createCrew`. Default: one for each core, 8 at most; none for a small checkpoint. */
  readonly threads?: number | undefined;
  /** A segment's bytes. Default 8 MiB of a folder, 16 MiB of the hub. */
  readonly segmentBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Ends what the source is still reading, once that is of no use. */
  abandon(): void;
  readonly onProgress: (progress: Progress) => void;
}

export interface Outcome {
  /** Of `Run.files`, in their order. */
  readonly files: readonly ModelFile[];
  readonly errors: readonly { readonly consumer: Consumer; readonly sums: ErrorSums }[];
}

/** Bytes read at once from a folder, by the thread that needs them, and by one request to the hub. */
const FOLDER_BYTES = 2 ** 23;
const HUB_BYTES = 2 ** 24;

/** A source with less is converted without threads of its own. */
const SMALL_BYTES = 2 ** 25;

/** More would only wait for the disk, and each takes memory. */
const MOST_THREADS = 8;

/**
 * @throws DiffuscopeError `storage`, `aborted`, `network`: the draft stays, to go on from. `bad-checkpoint`.
 */
export async function run(options: Run): Promise<Outcome> {
  const { source, checkpoint, files, folder, fit } = options;
  const paths = checkpoint.shards.map(({ file }) => source.pathOf(file));
  const local = paths.every((path) => path !== null);
  const work = planWork(files, checkpoint, {
    segmentBytes: options.segmentBytes ?? (local ? FOLDER_BYTES : HUB_BYTES),
    everything: !local,
  });
  const request = createHash('sha256').update(JSON.stringify({ work, fit })).digest('hex');
  let draft: Draft | undefined;
  let crew: Crew | undefined;
  let inputs: number[] | undefined;
  try {
    draft = openDraft(folder, request, files);
    inputs = local ? paths.map((path) => openSync(path!, 'r')) : undefined;
    const bench = { work, fit, outputs: draft.descriptors, inputs: inputs ?? null };
    crew = createCrew(bench, options.threads ?? usualThreads(work));
    const computed = writeValues(files, draft.descriptors);
    await dropUnsound(options, work, draft, crew);
    await stream(options, work, draft.journal, crew, local);
    for (const { file } of checkpoint.shards) {
      if (!source.stillHolds(file)) throw changed(file.name);
    }
    const regions = [...computed, ...draft.journal.entries.flatMap((entry) => entry.regions)];
    const hashed = await verify(options, work, regions, crew);
    return { files: hashed, errors: totals(work, draft.journal.entries) };
  } finally {
    await crew?.close();
    draft?.close();
    for (const input of inputs ?? []) closeSync(input);
  }
}

function usualThreads({ segments }: Work): number {
  return bytesOf(segments) < SMALL_BYTES ? 0 : Math.min(MOST_THREADS, availableParallelism());
}

/** Tensors that are computed are computed anew each time: they are small. */
function writeValues(files: readonly PlannedFile[], descriptors: readonly number[]): Region[] {
  return files.flatMap(({ groups }, file) =>
    groups.flatMap(({ tensors, recipe }) => {
      if (recipe.kind !== 'values') return [];
      return recipe.bytes().map((bytes, i) => {
        const place = { file, offset: tensors[i]!.offset, bytes: bytes.length, stride: bytes.length, count: 1 };
        return writeRuns(descriptors[file]!, bytes, 0, 0, place);
      });
    }),
  );
}

/** Forgets entries that do not fit the work, or whose bytes are not in the files any more. */
async function dropUnsound({ onProgress }: Run, work: Work, { journal }: Draft, crew: Crew): Promise<void> {
  const { entries } = journal;
  const unfit = entries.findIndex((entry) => !fits(entry, work));
  if (unfit >= 0) journal.cut(unfit);
  const total = entries.reduce((sum, { regions }) => sum + sizeOf(regions), 0);
  let done = 0;
  const held = await Promise.all(
    entries.map(async ({ regions }) => {
      const sound = await crew.do({ kind: 'check', regions });
      done += sizeOf(regions);
      onProgress({ phase: 'checking', done, total });
      return sound;
    }),
  );
  const lost = held.indexOf(false);
  if (lost >= 0) journal.cut(lost);
}

function fits({ regions, errors }: Entry, { files, consumers }: Work): boolean {
  const inside = ({ file, offset, bytes, stride, count }: Region) =>
    file < files.length && offset + Math.max(0, count - 1) * stride + bytes <= files[file]!.bytes;
  return regions.every(inside) && errors.every(([consumer]) => consumer < consumers.length);
}

function sizeOf(regions: readonly Region[]): number {
  return regions.reduce((sum, { bytes, count }) => sum + bytes * count, 0);
}

function changed(fileName: string): DiffuscopeError {
  const remedy = 'Wait until it is complete, then convert it again.';
  return new DiffuscopeError('bad-checkpoint', `${fileName} changed while it was converted.`, remedy);
}

/** Reads everything back: what was written must be there, and gives the hashes. */
async function verify(
  { signal, onProgress }: Run,
  { files }: Work,
  regions: readonly Region[],
  crew: Crew,
): Promise<ModelFile[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  onProgress({ phase: 'verifying', done, total });
  return Promise.all(
    files.map(async ({ name, bytes }, file) => {
      const own = regions.filter((region) => region.file === file);
      const [sound, sha256] = await Promise.all([
        crew.do({ kind: 'check', regions: own }),
        crew.do({ kind: 'hash', file }),
      ]);
      if (!sound) {
        const remedy = 'Check the disk, then run the same command again: it goes on from what is sound.';
        throw new DiffuscopeError('storage', `${name} is not on the disk as it was written.`, remedy);
      }
      requireWanted(signal);
      done += bytes;
      onProgress({ phase: 'verifying', done, total });
      return { name, bytes, sha256 };
    }),
  );
}

function totals({ consumers }: Work, entries: readonly Entry[]): Outcome['errors'] {
  const sums = consumers.map(noErrors);
  for (const { errors } of entries) for (const [consumer, cost] of errors) addErrors(sums[consumer]!, cost);
  return consumers.map((consumer, i) => ({ consumer, sums: sums[i]! }));
}
