/** One piece of the checkpoint, turned into what each of its consumers stores, and written where that belongs. */
import { encodeQ4, encodeQ8, extremeScales, type Fit, Q4_BLOCK, searchScales } from '../kernels/blocks.ts';
import { areFinite, decodeFloats } from '../kernels/decode.ts';
import type { ErrorSums } from '../kernels/error-sums.ts';
import { encodeQ8Row, encodeU8Row } from '../kernels/rows.ts';
import { matrixShape, type SourceFormat, type SourceTensor } from '../recipe.ts';
import { BYTES_PER_ELEMENT } from '../source/safetensors.ts';
import { type Region, writeRuns } from './region.ts';
import type { Scratch } from './scratch.ts';
import type { Consumer, Piece } from './work.ts';

/** Floats that are decoded at once: what the processor's nearest caches hold beside what is made of it. */
const GRAIN = 8192;

/** A tensor of a recipe: the bytes of a row, or, if it is transposed, of the one element a row has in each line. */
interface Plane {
  readonly bytes: number;
  readonly transposed: boolean;
}

function planesOf(format: SourceFormat, columns: number): readonly Plane[] {
  const rows = (bytes: number) => ({ bytes, transposed: false });
  const columnsOf = (bytes: number) => ({ bytes, transposed: true });
  switch (format) {
    case 'f32':
      return [rows(4 * columns)];
    case 'f32-transposed':
      return [columnsOf(4)];
    case 'u8':
      return [columnsOf(1), rows(4), rows(1)];
    case 'q4':
      return [rows(columns / 2), rows((4 * columns) / Q4_BLOCK)];
    case 'q8':
      return [rows(columns), rows((4 * columns) / Q4_BLOCK)];
    case 'q8-rows':
      return [rows(4 + columns)];
  }
}

/**
 * @param bytes of the segment that holds the piece.
 * @param descriptors of `Work.files`.
 * @param errors receives what quantisation cost.
 * @returns what was written, or `null` if the piece holds numbers that are not finite.
 */
export function carryOut(
  piece: Piece,
  consumer: Consumer,
  bytes: Uint8Array,
  descriptors: readonly number[],
  { fit, scratch, errors }: { readonly fit: Fit; readonly scratch: Scratch; readonly errors: ErrorSums },
): Region[] | null {
  const { source, format, places } = consumer;
  const [rows, columns] = matrixShape(source);
  const skipped = source.rows?.start ?? 0;
  const from = Math.max(piece.firstRow, skipped);
  const to = Math.min(piece.firstRow + piece.rows, skipped + rows);
  if (from >= to) return [];
  const count = to - from;
  const planes = planesOf(format, columns);
  const buffers = planes.map((plane, i) => scratch.bytes(i, count * plane.bytes * (plane.transposed ? columns : 1)));
  const at = piece.at + (from - piece.firstRow) * columns * BYTES_PER_ELEMENT[piece.type];
  const step = grainOf(source, format, columns);
  for (let first = 0; first < count * columns; first += step) {
    const length = Math.min(step, count * columns - first);
    const values = scratch.floats(length);
    const bits = new Int32Array(values.buffer, 0, length);
    decodeFloats(piece.type, bytes, at + first * BYTES_PER_ELEMENT[piece.type], length, bits);
    if (source.headColumns) orderColumns(values, columns, source.headColumns, scratch);
    if (!encode(format, fit, { values, bits, columns, first, count }, buffers, errors)) return null;
  }
  return outputRuns(from - skipped, count, source).flatMap(({ start, row, length }) =>
    planes.map((plane, i) => {
      const { file, offset } = places[i]!;
      const size = length * plane.bytes;
      if (!plane.transposed) {
        const place = { file, offset: offset + row * plane.bytes, bytes: size, stride: size, count: 1 };
        return writeRuns(descriptors[file]!, buffers[i]!, start * plane.bytes, size, place);
      }
      if (length === rows) {
        const place = { file, offset, bytes: size * columns, stride: size * columns, count: 1 };
        return writeRuns(descriptors[file]!, buffers[i]!, 0, 0, place);
      }
      const lines = { bytes: size, stride: rows * plane.bytes, count: columns };
      const place = { file, offset: offset + row * plane.bytes, ...lines };
      return writeRuns(descriptors[file]!, buffers[i]!, start * plane.bytes, count * plane.bytes, place);
    }),
  );
}

/** Whole rows where they matter, else anything that blocks divide. */
function grainOf({ headColumns }: SourceTensor, format: SourceFormat, columns: number): number {
  const flat = headColumns === undefined && (format === 'f32' || format === 'q4' || format === 'q8');
  return flat ? GRAIN : Math.max(1, Math.floor(GRAIN / columns)) * columns;
}

/** Some of the values of `count` rows, from index `first` on. */
interface Grain {
  readonly values: Float32Array;
  readonly bits: Int32Array;
  readonly columns: number;
  readonly first: number;
  readonly count: number;
}

/** @param planes of all the `count` rows. @returns whether the values are finite. */
function encode(
  format: SourceFormat,
  fit: Fit,
  { values, bits, columns, first, count }: Grain,
  planes: readonly Uint8Array[],
  errors: ErrorSums,
): boolean {
  const [main, second, third] = planes as [Uint8Array, Uint8Array, Uint8Array];
  const { length } = values;
  if (format === 'q4' || format === 'q8') {
    const scales = floatsOf(second, first / Q4_BLOCK, length / Q4_BLOCK);
    if (!extremeScales(bits, format === 'q4' ? 8 : 128, scales)) return false;
    if (format === 'q8') encodeQ8(values, scales, main.subarray(first, first + length), errors);
    else {
      if (fit === 'search') searchScales(values, scales);
      encodeQ4(values, scales, main.subarray(first / 2, (first + length) / 2), errors);
    }
    return true;
  }
  if (!areFinite(bits)) return false;
  if (format === 'f32') {
    floatsOf(main, first, length).set(values);
    return true;
  }
  for (let at = 0; at < length; at += columns) {
    const row = (first + at) / columns;
    if (format === 'f32-transposed') {
      const lines = floatsOf(main, 0, columns * count);
      for (let k = 0, to = row; k < columns; k++, to += count) lines[to] = values[at + k]!;
    } else if (format === 'u8') {
      const { scale, zeroPoint } = encodeU8Row(values, at, columns, main, row, count, errors);
      floatsOf(second, row, 1)[0] = scale;
      third[row] = zeroPoint;
    } else encodeQ8Row(values, at, columns, main.subarray(row * (4 + columns), (row + 1) * (4 + columns)), errors);
  }
  return true;
}

function floatsOf(plane: Uint8Array, first: number, length: number): Float32Array {
  return new Float32Array(plane.buffer, plane.byteOffset + 4 * first, length);
}

type HeadOrder = NonNullable<SourceTensor['headColumns']>;

function orderColumns(values: Float32Array, columns: number, { headSize, order }: HeadOrder, scratch: Scratch): void {
  const row = scratch.row(columns);
  for (let first = 0; first < values.length; first += columns) {
    row.set(values.subarray(first, first + columns));
    for (let head = 0; head < order.length; head++) {
      const from = order[head]! * headSize;
      values.set(row.subarray(from, from + headSize), first + head * headSize);
    }
  }
}

/** Rows [from, from + count) of the source as runs of rows of the result; `start` counts from `from`. */
function outputRuns(
  from: number,
  count: number,
  { headRows }: Pick<SourceTensor, 'headRows'>,
): { start: number; row: number; length: number }[] {
  if (headRows === undefined) return [{ start: 0, row: from, length: count }];
  const { headSize, order } = headRows;
  const runs: { start: number; row: number; length: number }[] = [];
  for (let start = 0; start < count; ) {
    const head = Math.floor((from + start) / headSize);
    const within = (from + start) % headSize;
    const length = Math.min(headSize - within, count - start);
    const row = order.indexOf(head) * headSize + within;
    const last = runs.at(-1);
    if (last !== undefined && last.row + last.length === row) last.length += length;
    else runs.push({ start, row, length });
    start += length;
  }
  return runs;
}
