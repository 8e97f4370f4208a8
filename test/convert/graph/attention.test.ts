import { expect, test } from 'vitest';
import { foldedOrder } from '../../../src/convert/graph/attention.ts';

// Four heads on two key-value heads: heads 0, 1 share the first, 2, 3 the second; in the order (r, group) that is
// r = 0: 0, 2; r = 1: 1, 3.
test('the order that folds heads', () => {
  expect(foldedOrder(4, 2)).toEqual([0, 2, 1, 3]);
  expect(foldedOrder(6, 2)).toEqual([0, 3, 1, 4, 2, 5]);
  expect(foldedOrder(3, 3)).toEqual([0, 1, 2]);
  expect(foldedOrder(3, 1)).toEqual([0, 1, 2]);
});
