import { expect, it } from 'vitest';
import { createLoadTimer } from '../../../src/engine/benchmark/load-timer.ts';
import type { LoadProgress } from '../../../src/engine/engine.ts';

it('gives the time between two reports to the phase of the first, over all files', () => {
  const timer = createLoadTimer(1000);
  const reports: [LoadProgress['phase'], number, number][] = [
    ['manifest', 1000, 0],
    ['download', 1500, 600],
    ['verify', 2500, 600],
    ['session', 2600, 600],
    // The next file.
    ['download', 3000, 600],
    ['verify', 5000, 600],
    ['session', 5100, 600],
    ['warm-up', 6000, 600],
  ];
  for (const [phase, now, totalBytes] of reports) timer.see({ phase, loadedBytes: 0, totalBytes }, now);
  expect(timer.finish(6250)).toEqual({
    bytes: 600,
    seconds: 5.25,
    phases: [
      { phase: 'manifest', seconds: 0.5 },
      { phase: 'download', seconds: 3 },
      { phase: 'verify', seconds: 0.2 },
      { phase: 'session', seconds: 1.3 },
      { phase: 'warm-up', seconds: 0.25 },
    ],
  });
});

it('has no phase that took no time', () => {
  expect(createLoadTimer(5).finish(5)).toEqual({ bytes: 0, seconds: 0, phases: [] });
});
