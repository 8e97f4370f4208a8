import { expect, it } from 'vitest';
import { canvasAt, commitSteps } from '../../src/trace/canvas-at.ts';
import { MASK, traceOf } from './fixture.ts';

// 1 ← 7; 0 ← 8 and 1 masked again; nothing; 1 ← 9 and 2 ← mask id.
const trace = traceOf(3, [
  { unmask: [{ position: 1, tokenId: 7 }] },
  { unmask: [{ position: 0, tokenId: 8 }], remask: [1] },
  { unmask: [] },
  {
    unmask: [
      { position: 1, tokenId: 9 },
      { position: 2, tokenId: MASK },
    ],
  },
]);

it('gives the canvas after every step', () => {
  const canvases = [0, 1, 2, 3, 4, 99].map((count) => Array.from(canvasAt(trace, count)));
  expect(canvases).toEqual([
    [MASK, MASK, MASK],
    [MASK, 7, MASK],
    [8, MASK, MASK],
    [8, MASK, MASK],
    [8, 9, MASK],
    [8, 9, MASK],
  ]);
});

it('gives the step of the token that stands at each position', () => {
  expect(Array.from(commitSteps(trace))).toEqual([1, 3, -1]);
  expect(Array.from(commitSteps(trace, 1))).toEqual([-1, 0, -1]);
  expect(Array.from(commitSteps(trace, 2))).toEqual([1, -1, -1]);
  expect(Array.from(commitSteps(trace, 0))).toEqual([-1, -1, -1]);
});
