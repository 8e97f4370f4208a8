import { describe, expect, it } from 'vitest';
import { orderColour } from '../../src/charts/colour.ts';
import { orderThumbnail } from '../../src/charts/order-thumbnail.ts';
import { english } from '../../src/words/words.ts';

const map = {
  steps: 3,
  lines: [
    [
      [10, 0],
      [10, 2],
    ],
    [[5, -1]],
  ],
  tail: [1, 1],
} as const;

describe('orderThumbnail', () => {
  it('draws tokens as bars in the order colours, and the tail as dots below', () => {
    const { marks } = orderThumbnail(map, { width: 100, height: 50 }, english);
    // 20 columns in 100 px: 5 px each; lines of 10 px, the tallest there are.
    expect(marks).toEqual([
      { kind: 'rect', x: 0, y: 0, width: 49.5, height: 9, fill: orderColour(0) },
      { kind: 'rect', x: 50, y: 0, width: 49.5, height: 9, fill: orderColour(1) },
      { kind: 'rect', x: 0, y: 10, width: 24.5, height: 9, fill: 'grid' },
      { kind: 'rect', x: 0, y: 24, width: 3, height: 3, fill: orderColour(0.5) },
      { kind: 'rect', x: 4, y: 24, width: 3, height: 3, fill: orderColour(0.5) },
    ]);
  });

  it('keeps to its size, whatever the text', () => {
    const long = {
      steps: 2,
      lines: Array.from({ length: 40 }, () => [[80, 1]] as const),
      tail: new Array(256).fill(0),
    };
    for (const mark of orderThumbnail(long, { width: 96, height: 80 }, english).marks) {
      if (mark.kind !== 'rect') throw new Error(mark.kind);
      expect(mark.x + mark.width).toBeLessThanOrEqual(96);
      expect(mark.y + mark.height).toBeLessThanOrEqual(80);
    }
  });
});
