import { expect, it } from 'vitest';
import { tieShare } from '../../src/metrics/tie-share.ts';
import { statsOf } from '../trace/fixture.ts';

const scored = statsOf([0, 1], [7, 7]);
const unscored = statsOf([], []);

it('is the share of the steps with statistics whose boundary was a tie', () => {
  const steps = [
    { stats: scored, boundary: { ties: 2, gap: 0 } },
    { stats: scored, boundary: { ties: 0, gap: 0.5 } },
    { stats: scored, boundary: { ties: 0, gap: null } },
    { stats: scored, boundary: { ties: 5, gap: 0 } },
  ];
  expect(tieShare(steps)).toEqual({ tieSteps: 2, tieShare: 0.5 });
});

it('is unknown where nothing was recorded', () => {
  expect(tieShare([])).toEqual({ tieSteps: 0, tieShare: null });
  expect(tieShare([{ stats: unscored, boundary: { ties: 0, gap: null } }])).toEqual({ tieSteps: 0, tieShare: null });
});
