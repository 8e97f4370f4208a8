import { expect, it } from 'vitest';
import { stepEntropy } from '../../src/metrics/step-entropy.ts';
import { grownInside, MASK, statsOf, traceOf } from '../trace/fixture.ts';

it('is the mean entropy of the tokens committed, of a step and of all', () => {
  const sketch = traceOf(4, [
    {
      unmask: [
        { position: 0, tokenId: 7 },
        { position: 2, tokenId: 7 },
        { position: 3, tokenId: MASK },
      ],
    },
    { unmask: [] },
    { unmask: [{ position: 1, tokenId: 8 }] },
    { unmask: [{ position: 3, tokenId: 8 }] },
  ]);
  // The fixture's entropies are 1 − p: 0.25, 0.5, 0.75, 0 at the first step, 0.125 and 0.5 at the third; none recorded last.
  const stats = [
    statsOf([0, 1, 2, 3], [7, 7, 7, 7], [0.75, 0.5, 0.25, 1]),
    statsOf([1, 3], [7, 7], [0.5, 0.5]),
    statsOf([1, 3], [8, 8], [0.875, 0.5]),
    statsOf([], []),
  ];
  const trace = { ...sketch, steps: sketch.steps.map((step, index) => ({ ...step, stats: stats[index]! })) };
  // (0.25 + 0.75)/2 = 0.5; (0.25 + 0.75 + 0.125)/3 = 0.375.
  expect(stepEntropy(trace)).toEqual({ steps: [0.5, null, 0.125, null], mean: 0.375 });
  expect(stepEntropy(trace, 1)).toEqual({ steps: [0.5], mean: 0.5 });
  expect(stepEntropy(trace, 0)).toEqual({ steps: [], mean: null });
});

it('knows what a growing canvas moved on from what a step committed', () => {
  const sketch = grownInside();
  // Step 2 scored 1, 3, 4 and 5 and committed 3, which it moved to 5; it only moved the token of 2.
  const stats = { ...sketch.steps[2]!.stats, entropy: Float32Array.of(0.25, 0.125, 1, 2) };
  const trace = { ...sketch, steps: sketch.steps.map((step, index) => (index === 2 ? { ...step, stats } : step)) };
  // Half a nat in the other steps of the fixture.
  expect(stepEntropy(trace).steps).toEqual([0.5, 0.5, 0.125, 0.5]);
});
