/** What a thread can do for a conversion; all of it synchronous. */
import { createHash } from 'node:crypto';
import type { Fit } from '../kernels/blocks.ts';
import { type ErrorSums, noErrors } from '../kernels/error-sums.ts';
import { becameShorter } from '../source/folder.ts';
import { carryOut } from './piece.ts';
import { holds, type Region, readAt } from './region.ts';
import { Scratch } from './scratch.ts';
import type { Work } from './work.ts';

/** What is the same for every task. File descriptors are the process's, so threads share them. */
export interface Bench {
  readonly work: Work;
  readonly fit: Fit;
  /** Of `Work.files`, for reading and writing. */
  readonly outputs: readonly number[];
  /** Of `Work.shards`; `null` where bytes come with the task. */
  readonly inputs: readonly number[] | null;
}

export type Task =
  /** Carries out a segment. */
  | { readonly kind: 'segment'; readonly index: number; readonly bytes?: Uint8Array<ArrayBuffer> }
  /** Whether files still hold what was written. */
  | { readonly kind: 'check'; readonly regions: readonly Region[] }
  /** The SHA-256 of a file of the work. */
  | { readonly kind: 'hash'; readonly file: number };

export interface SegmentResult {
  readonly regions: readonly Region[];
  /** [index of the consumer, what this segment of it cost]. */
  readonly errors: readonly (readonly [consumer: number, ErrorSums])[];
  /** The first tensor with numbers that are not finite; then nothing else counts. */
  readonly notFinite: string | null;
}

export type Answer<T extends Task> = T extends { kind: 'segment' }
  ? SegmentResult
  : T extends { kind: 'check' }
    ? boolean
    : string;

/** Bytes that are read at once to be checked. */
const BLOCK_BYTES = 2 ** 22;

/** @returns a function that does a task; it keeps its memory from one to the next. */
export function createHand(bench: Bench): <T extends Task>(task: T) => Answer<T> {
  const scratch = new Scratch();
  let source = new Uint8Array();
  let block: Uint8Array | undefined;
  const blockOf = () => {
    block ??= new Uint8Array(BLOCK_BYTES);
    return block;
  };

  const segment = (index: number, given: Uint8Array | undefined): SegmentResult => {
    const { shard, start, end, pieces } = bench.work.segments[index]!;
    let bytes = given;
    if (bytes === undefined) {
      if (source.length < end - start) source = new Uint8Array(end - start);
      bytes = source.subarray(0, end - start);
      if (readAt(bench.inputs![shard]!, bytes, start) < bytes.length)
        throw becameShorter(bench.work.shards[shard]!.name);
    }
    const regions: Region[] = [];
    const errors: [number, ErrorSums][] = [];
    for (const piece of pieces) {
      for (const index of piece.consumers) {
        const consumer = bench.work.consumers[index]!;
        const sums = noErrors();
        const written = carryOut(piece, consumer, bytes, bench.outputs, { fit: bench.fit, scratch, errors: sums });
        if (written === null) return { regions: [], errors: [], notFinite: piece.tensor };
        regions.push(...written);
        if (sums.squares > 0) errors.push([index, sums]);
      }
    }
    return { regions, errors, notFinite: null };
  };

  const hash = (file: number): string => {
    const whole = createHash('sha256');
    for (let at = 0, count = -1; count !== 0; at += count) {
      count = readAt(bench.outputs[file]!, blockOf(), at);
      whole.update(blockOf().subarray(0, count));
    }
    return whole.digest('hex');
  };

  return <T extends Task>(task: T): Answer<T> => {
    switch (task.kind) {
      case 'segment':
        return segment(task.index, task.bytes) as Answer<T>;
      case 'check':
        return task.regions.every((region) => holds(bench.outputs[region.file]!, region, blockOf())) as Answer<T>;
      case 'hash':
        return hash(task.file) as Answer<T>;
    }
  };
}
