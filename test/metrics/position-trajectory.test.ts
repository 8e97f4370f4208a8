import { describe, expect, it } from 'vitest';
import { positionTrajectory } from '../../src/metrics/position-trajectory.ts';
import { smallTrace } from '../charts/fixture.ts';

describe('positionTrajectory', () => {
  it('has a point for every step that scored the position', () => {
    expect(positionTrajectory(smallTrace(), 1)).toEqual([
      { step: 0, confidence: expect.closeTo(0.25, 6), entropy: 2.5 },
      { step: 1, confidence: expect.closeTo(0.5, 6), entropy: 1.5 },
    ]);
    expect(positionTrajectory(smallTrace(), 0)).toEqual([{ step: 0, confidence: 1, entropy: 0 }]);
    expect(positionTrajectory(smallTrace(), 9)).toEqual([]);
  });
});
