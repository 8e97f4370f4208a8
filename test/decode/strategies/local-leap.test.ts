import { expect, test } from 'vitest';
import { localLeap } from '../../../src/decode/strategies/local-leap.ts';
import { planContext } from '../plan-context.ts';

const options = { threshold: 0.9, relaxedThreshold: 0.75, radius: 2 };

function committed(confidences: readonly number[], positions: readonly number[] = [...confidences.keys()]): number[] {
  const context = planContext(
    { rawConfidence: Float64Array.from(confidences) },
    { options, positions: Int32Array.from(positions) },
  );
  return localLeap.plan(context).unmask.map(({ position }) => position);
}

test('slots near an anchor need the relaxed threshold only', () => {
  // Slot 3 (.95 ≥ .9) is the anchor, near it are 1 … 5: 2 (.76) and 4 (.75, just enough) are committed, 1 (.5) and
  // 5 (.74) not; 0 and 6 (.8) are three away and would need .9.
  expect(committed([0.8, 0.5, 0.76, 0.95, 0.75, 0.74, 0.8])).toEqual([3, 2, 4]);
});

test('what is committed by the relaxed threshold is no anchor itself', () => {
  // Slot 0 is the anchor, 2 is near it; 4 is near 2 only.
  expect(committed([0.9, 0.1, 0.8, 0.1, 0.8])).toEqual([0, 2]);
});

test('near is by position, not by the order of the masked slots', () => {
  // Slots 0, 3 and 4 are masked: 3 is next to 0 among them, but three away.
  expect(committed([0.95, 0.8, 0.8], [0, 3, 4])).toEqual([0]);
});

test('regions of several anchors are united', () => {
  expect(committed([0.8, 0.95, 0.1, 0.1, 0.1, 0.92, 0.1, 0.8])).toEqual([1, 5, 0, 7]);
});

test('without an anchor the surest is committed alone, ties to the lowest position', () => {
  expect(committed([0.8, 0.85, 0.85, 0.1])).toEqual([1]);
});
