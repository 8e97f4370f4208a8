import { expect, test } from 'vitest';
import { applyStep } from '../../src/decode/apply.ts';

test('commits, then remasks, and changes nothing else', () => {
  const tokens = Int32Array.of(9, 9, 5, 6);
  const unmask = [
    { position: 0, tokenId: 7 },
    { position: 1, tokenId: 9 },
    { position: 3, tokenId: 8 },
  ];
  applyStep(tokens, { unmask, remask: [2, 3] }, 9);
  expect(Array.from(tokens)).toEqual([7, 9, 9, 9]);
});
