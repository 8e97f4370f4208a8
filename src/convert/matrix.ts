/** Weights that are read when they are needed, so that a conversion never holds more than one tensor. */

/** A row-major matrix [rows, columns], as Hugging Face stores a linear layer: [outputs, inputs]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** [count, columns] from row `start`; reads the file anew. */
  readRows(start: number, count: number): Float32Array;
}

/** Rows of `columns` float32 that make a block of about 16 MB; at least one. */
function rowsPerBlock(columns: number): number {
  return Math.max(1, Math.floor(2 ** 22 / columns));
}

/** The matrix in blocks of whole rows, in order: [first row, values]. */
export function* rowBlocks(matrix: Matrix): Generator<[number, Float32Array]> {
  const step = rowsPerBlock(matrix.columns);
  for (let start = 0; start < matrix.rows; start += step) {
    yield [start, matrix.readRows(start, Math.min(step, matrix.rows - start))];
  }
}

/** Heads of `headSize` rows in a new order: head h of the result is head `order[h]` of the source. */
export function reorderHeadRows(source: Matrix, headSize: number, order: readonly number[]): Matrix {
  const { rows, columns } = source;
  return {
    rows,
    columns,
    readRows(start, count) {
      const values = new Float32Array(count * columns);
      for (let row = start; row < start + count; ) {
        const within = row % headSize;
        const length = Math.min(headSize - within, start + count - row);
        const from = order[Math.floor(row / headSize)]! * headSize + within;
        values.set(source.readRows(from, length), (row - start) * columns);
        row += length;
      }
      return values;
    },
  };
}

/** As `reorderHeadRows`, for the inputs of the layer that consumes the heads. */
export function reorderHeadColumns(source: Matrix, headSize: number, order: readonly number[]): Matrix {
  const { rows, columns } = source;
  return {
    rows,
    columns,
    readRows(start, count) {
      const from = source.readRows(start, count);
      const values = new Float32Array(from.length);
      for (let row = 0; row < from.length; row += columns) {
        for (const [head, sourceHead] of order.entries()) {
          const first = row + sourceHead * headSize;
          values.set(from.subarray(first, first + headSize), row + head * headSize);
        }
      }
      return values;
    },
  };
}

/** The matrix as [columns, rows], in blocks of whole rows of that; holds the source once. */
export function* transposedBlocks(matrix: Matrix): Generator<Float32Array> {
  const { rows, columns } = matrix;
  const values = matrix.readRows(0, rows);
  const step = rowsPerBlock(rows);
  for (let start = 0; start < columns; start += step) {
    const count = Math.min(step, columns - start);
    const block = new Float32Array(count * rows);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < count; i++) block[i * rows + row] = values[row * columns + start + i]!;
    }
    yield block;
  }
}
