/**
 * A plan turned round: what is to be done with the checkpoint's bytes, in the order in which they lie there. Plain data,
 * the same for every thread and for a later process that takes the work up again.
 */
import { FLOAT_TYPES, type FloatType } from '../kernels/decode.ts';
import type { PlannedFile } from '../plan-files.ts';
import { matrixShape, type SourceFormat, type SourceTensor } from '../recipe.ts';
import type { Checkpoint } from '../source/checkpoint.ts';
import { BYTES_PER_ELEMENT, damaged, type Shard, type TensorInfo } from '../source/safetensors.ts';

/** One tensor of the checkpoint as one recipe stores it. */
export interface Consumer {
  /** The file and tensor that it makes, for people: the first of them if it makes several. */
  readonly label: string;
  readonly format: SourceFormat;
  readonly source: SourceTensor;
  /** Where each tensor of the recipe begins: index in `Work.files`, byte. */
  readonly places: readonly { readonly file: number; readonly offset: number }[];
}

/** Rows of one tensor that lie in one segment. */
export interface Piece {
  readonly tensor: string;
  readonly type: FloatType;
  /** First byte, from the start of the segment. */
  readonly at: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly columns: number;
  /** Indices in `Work.consumers`. */
  readonly consumers: readonly number[];
}

/** Bytes [start, end) of a shard, which are read at once. */
export interface Segment {
  /** Index in `Work.shards`. */
  readonly shard: number;
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly Piece[];
}

export interface Work {
  /** The checkpoint's files, in the order they are read. */
  readonly shards: readonly { readonly name: string; readonly bytes: number; readonly version: string }[];
  /** The files of weights to write. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly consumers: readonly Consumer[];
  /** Shard after shard, each from its first byte on. */
  readonly segments: readonly Segment[];
}

export function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { start, end }) => sum + end - start, 0);
}

export interface Cut {
  /** A segment grows to so many bytes, and beyond if one row is longer. */
  readonly segmentBytes: number;
  /** Whether segments cover whatever follows the header, so that all of a file passes by; else what is needed. */
  readonly everything: boolean;
}

/** @throws DiffuscopeError `bad-checkpoint` for a tensor that is missing or does not hold floats. */
export function planWork(files: readonly PlannedFile[], checkpoint: Checkpoint, cut: Cut): Work {
  const consumers = files.flatMap(({ name, groups }, file) =>
    groups.flatMap(({ tensors, recipe }) =>
      recipe.kind === 'values'
        ? []
        : [
            {
              label: `${name}: ${tensors[0]!.name}`,
              format: recipe.format,
              source: recipe.source,
              places: tensors.map(({ offset }) => ({ file, offset })),
            },
          ],
    ),
  );
  const byTensor = new Map<string, number[]>();
  for (const [index, { source }] of consumers.entries()) {
    checkpoint.find(source.name);
    const others = byTensor.get(source.name);
    if (others === undefined) byTensor.set(source.name, [index]);
    else others.push(index);
  }
  return {
    shards: checkpoint.shards.map(({ file: { name, bytes, version } }) => ({ name, bytes, version })),
    files: files.map(({ name, bytes }) => ({ name, bytes })),
    consumers,
    segments: checkpoint.shards.flatMap((shard, index) => cutShard(shard, index, checkpoint, byTensor, cut)),
  };
}

/** Of a shard, in the order of its bytes. */
function cutShard(
  shard: Shard,
  index: number,
  checkpoint: Checkpoint,
  byTensor: ReadonlyMap<string, readonly number[]>,
  { segmentBytes, everything }: Cut,
): Segment[] {
  const segments: { shard: number; start: number; end: number; pieces: Piece[] }[] = [];
  const reach = (start: number, end: number) => {
    const last = segments.at(-1);
    if (last !== undefined && last.end === start && end - last.start <= segmentBytes) {
      last.end = end;
      return last;
    }
    const next = { shard: index, start, end, pieces: [] };
    segments.push(next);
    return next;
  };
  const inOrder = [...shard.tensors].sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  for (const [name, info] of inOrder) {
    const start = shard.head.length + info.data_offsets[0];
    const end = shard.head.length + info.data_offsets[1];
    // A tensor of the same name may count in another shard alone.
    const wanted = byTensor.get(name);
    if (wanted === undefined || checkpoint.find(name).shard !== shard) {
      if (everything) for (let at = start; at < end; at += segmentBytes) reach(at, Math.min(end, at + segmentBytes));
      continue;
    }
    const type = floatType(name, info, shard);
    const [rows, columns] = matrixShape({ name, shape: info.shape });
    const rowBytes = columns * BYTES_PER_ELEMENT[type];
    const step = Math.max(1, Math.floor(segmentBytes / rowBytes));
    for (let firstRow = 0; firstRow < rows; firstRow += step) {
      const count = Math.min(step, rows - firstRow);
      const from = start + firstRow * rowBytes;
      const segment = reach(from, from + count * rowBytes);
      const at = from - segment.start;
      segment.pieces.push({ tensor: name, type, at, firstRow, rows: count, columns, consumers: wanted });
    }
  }
  return segments;
}

function floatType(name: string, { dtype }: TensorInfo, shard: Shard): FloatType {
  const type = FLOAT_TYPES.find((known) => known === dtype);
  if (type !== undefined) return type;
  throw damaged(shard.file.name, `tensor ${name} is ${dtype}; F32, F16 and BF16 can be read`);
}
