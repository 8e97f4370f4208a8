import { expect, test } from 'vitest';
import { foldedOrder } from '../../src/convert/graph/attention.ts';
import {
  type Matrix,
  reorderHeadColumns,
  reorderHeadRows,
  rowBlocks,
  transposedBlocks,
} from '../../src/convert/matrix.ts';

/** Entry (r, c) is 10·r + c. */
function numbered(rows: number, columns: number): Matrix {
  return {
    rows,
    columns,
    readRows: (start, count) =>
      Float32Array.from({ length: count * columns }, (_, i) => 10 * (start + Math.floor(i / columns)) + (i % columns)),
  };
}

// Four heads on two key-value heads: heads 0, 1 share the first, 2, 3 the second; in the order (r, group) that is
// r = 0: 0, 2; r = 1: 1, 3.
test('the order that folds heads', () => {
  expect(foldedOrder(4, 2)).toEqual([0, 2, 1, 3]);
  expect(foldedOrder(6, 2)).toEqual([0, 3, 1, 4, 2, 5]);
  expect(foldedOrder(3, 3)).toEqual([0, 1, 2]);
  expect(foldedOrder(3, 1)).toEqual([0, 1, 2]);
});

test('heads of two rows, whole and from the middle', () => {
  const reordered = reorderHeadRows(numbered(6, 1), 2, [2, 0, 1]);
  expect([...reordered.readRows(0, 6)]).toEqual([40, 50, 0, 10, 20, 30]);
  expect([...reordered.readRows(1, 4)]).toEqual([50, 0, 10, 20]);
});

test('heads of two columns', () => {
  const reordered = reorderHeadColumns(numbered(2, 4), 2, [1, 0]);
  expect([...reordered.readRows(0, 2)]).toEqual([2, 3, 0, 1, 12, 13, 10, 11]);
  expect([...reordered.readRows(1, 1)]).toEqual([12, 13, 10, 11]);
});

test('a matrix transposed', () => {
  expect([...transposedBlocks(numbered(2, 3))]).toEqual([Float32Array.of(0, 10, 1, 11, 2, 12)]);
});

test('blocks cover a matrix that is larger than one', () => {
  const rows = 5;
  const columns = 2 ** 21;
  const counts: number[] = [];
  const wide: Matrix = { rows, columns, readRows: (start, count) => Float32Array.of(start, count) };
  for (const [start, values] of rowBlocks(wide)) {
    expect(values[0]).toBe(start);
    counts.push(values[1]!);
  }
  expect(counts).toEqual([2, 2, 1]);
});
