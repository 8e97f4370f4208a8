import { describe, expect, it } from 'vitest';
import { mostRevisions, positionHistory, stepChanges, stepExtent } from '../../src/state/revisions.ts';
import { slotsAt } from '../../src/state/slots.ts';
import { revisedTrace, stubTrace } from './stub-decode.ts';

const plain = await stubTrace();
const revised = await revisedTrace();

describe('positionHistory', () => {
  it('tells commits, overwrites and remasks apart', () => {
    expect(positionHistory(revised, 9, 10)).toEqual([
      { step: 0, change: 'commit', tokenId: 1 },
      { step: 3, change: 'remask', tokenId: 1 },
      { step: 5, change: 'commit', tokenId: 1 },
    ]);
    expect(positionHistory(revised, 8, 10)).toEqual([
      { step: 1, change: 'commit', tokenId: 1 },
      { step: 4, change: 'overwrite', tokenId: 9 },
    ]);
    expect(positionHistory(revised, 8, 4)).toHaveLength(1);
  });
});

describe('stepChanges', () => {
  it('counts from the canvas, whatever was scored', () => {
    // Three commits before step 4; four commits and a remask before step 5; five and that remask before step 6.
    expect(stepChanges(revised, 3)).toEqual({ masked: 7, committed: 1, overwritten: 0, remasked: 1 });
    expect(stepChanges(revised, 4)).toEqual({ masked: 7, committed: 1, overwritten: 1, remasked: 0 });
    expect(stepChanges(revised, 5)).toEqual({ masked: 6, committed: 2, overwritten: 0, remasked: 0 });
  });

  it('leaves out slots that do not exist yet, and tokens that are written again', () => {
    const first = { ...plain.steps[0]!, length: 4, unmask: [{ position: 0, tokenId: 3 }] };
    const second = { ...first, step: 1 };
    const grown = { ...plain, steps: [first, second] };
    expect(stepChanges(grown, 0)).toMatchObject({ masked: 4, committed: 1 });
    expect(stepChanges(grown, 1)).toEqual({ masked: 3, committed: 0, overwritten: 0, remasked: 0 });
  });
});

describe('slotsAt', () => {
  it('knows what the newest step did, and how often a slot was revised', () => {
    const slotAfter = (steps: number, position: number) => slotsAt(revised, steps)[position]!;
    expect(slotAfter(4, 9)).toMatchObject({ masked: true, change: 'remask', revisions: 1 });
    expect(slotAfter(5, 9)).toMatchObject({ masked: true, change: null, revisions: 1 });
    expect(slotAfter(5, 8)).toMatchObject({ masked: false, tokenId: 9, change: 'overwrite', revisions: 1 });
    expect(slotAfter(6, 9)).toMatchObject({ masked: false, tokenId: 1, change: 'commit', revisions: 1 });
    expect(slotAfter(6, 7)).toMatchObject({ change: null, revisions: 0 });
  });
});

describe('mostRevisions', () => {
  it('is the end of a scale, so at least 1', () => {
    expect(mostRevisions(plain)).toBe(1);
    const twice = revised.steps.map((step, index) => (index === 7 ? { ...step, remask: [9] } : step));
    expect(mostRevisions({ ...revised, steps: twice })).toBe(2);
  });
});

describe('stepExtent', () => {
  it('keeps room for planned steps only while they may come', () => {
    const planned = { ...plain, request: { ...plain.request, steps: 40 } };
    expect(stepExtent(planned)).toBe(10);
    expect(stepExtent({ ...planned, finish: 'stopped' })).toBe(40);
  });
});
