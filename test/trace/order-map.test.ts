import { describe, expect, it } from 'vitest';
import { orderMap } from '../../src/trace/order-map.ts';
import { stubTrace } from '../state/stub-decode.ts';

describe('orderMap', () => {
  it('has the widths and steps of every line, and the steps of what ends the text', async () => {
    // Order of commits: 9 8 7 0 6 4 2 5 1 3; the text is `def f():` and `    return 1`.
    expect(orderMap(await stubTrace())).toEqual({
      steps: 10,
      lines: [
        [
          [3, 3],
          [2, 8],
          [3, 6],
        ],
        [
          [4, 9],
          [6, 5],
          [2, 7],
        ],
      ],
      tail: [4, 2, 1, 0],
    });
  });

  it('shows masked slots as such', async () => {
    const { lines, tail } = orderMap(await stubTrace(4));
    expect(lines).toEqual([
      [
        [3, 3],
        [3, -1],
        [3, -1],
        [3, -1],
        [3, -1],
        [3, -1],
        [3, -1],
      ],
    ]);
    expect(tail).toEqual([2, 1, 0]);
  });
});
