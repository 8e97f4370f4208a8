import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionTrajectory } from '../../src/metrics/position-trajectory.ts';
import { changesOf, wholeHistory } from '../../src/state/revisions.ts';
import { evidenceAt, slotsAt } from '../../src/state/slots.ts';
import { commitSteps } from '../../src/trace/canvas-at.ts';
import { movedOn } from '../../src/trace/settled-steps.ts';
import { slotPlaces } from '../../src/trace/slot-places.ts';
import { grownInside, MASK, traceOf } from './fixture.ts';

/** See the fixture: the token 8 of step 1 stands at 2, from step 2 on at 4; slots 2 and 3 are put in. */
const trace = grownInside();

describe('slotPlaces', () => {
  it('goes forth and back over an insertion', () => {
    const placeAt = slotPlaces(trace);
    expect([0, 1, 2, 3, 4, 5].map((position) => placeAt(position, 2, 3))).toEqual([0, 1, 4, 5, null, null]);
    expect([0, 1, 2, 3, 4, 5].map((position) => placeAt(position, 4, 1))).toEqual([0, 1, null, null, 2, 3]);
    expect(placeAt(2, 0, 2)).toBe(2);
    expect(placeAt(4, 3, 4)).toBe(4);
    expect(slotPlaces(traceOf(3, [{ unmask: [] }]))(2, 0, 1)).toBe(2);
  });

  it('moves a slot as the insertion moves its token, and back again', () => {
    const insertion = fc.record({ at: fc.nat({ max: 7 }), count: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(fc.array(insertion, { maxLength: 4 }), fc.nat({ max: 7 }), (insertions, position) => {
        const sketch = traceOf(
          8,
          insertions.map(() => ({ unmask: [] })),
        );
        const steps = sketch.steps.map((step, index) => ({ ...step, inserted: insertions[index]! }));
        const canvas = insertions.reduce<Int32Array>(
          (tokens, inserted) => movedOn(tokens, inserted, MASK),
          Int32Array.from({ length: 8 }, (_, at) => (at === position ? 9 : MASK)),
        );
        const placeAt = slotPlaces({ ...sketch, steps });
        const place = placeAt(position, 0, steps.length);
        expect(place ?? -1).toBe(canvas.indexOf(9));
        if (place !== null) expect(placeAt(place, steps.length, 0)).toBe(position);
      }),
    );
  });
});

describe('what is shown of a token that moved on', () => {
  it('has the step and the numbers of its own commit', () => {
    expect([...commitSteps(trace)]).toEqual([0, -1, 3, -1, 1, 2]);
    const slot = slotsAt(trace, 3)[4]!;
    // Step 1 scored the masks 1 … 5: the row of position 2 is 1.
    expect(slot).toMatchObject({
      tokenId: 8,
      committedAt: 1,
      evidence: { step: 1, row: 1 },
      change: null,
      revisions: 0,
    });
    expect(slotsAt(trace, 2)[2]).toMatchObject({ tokenId: 8, committedAt: 1, evidence: { step: 1, row: 1 } });
    expect(evidenceAt(trace, 1, 4, 3)).toEqual({ step: 1, row: 1 });
    expect(evidenceAt(trace, 1, 3, 3)).toBeNull();
    // Position 5 was committed as 3 by the pass that put in two slots; it scored 1, 3, 4 and 5.
    expect(slotsAt(trace, 3)[5]).toMatchObject({ committedAt: 2, evidence: { step: 2, row: 1 }, change: 'commit' });
  });

  it('guesses at masks from where they stood in the pass, and nothing for new ones', () => {
    // Step 2 scored the masks 1, 3, 4, 5; behind the insertion 3 is 5, which is committed there.
    const slots = slotsAt(trace, 3);
    expect(slots[1]!.evidence).toEqual({ step: 2, row: 0 });
    expect([slots[2]!, slots[3]!].map(({ tokenId, evidence }) => [tokenId, evidence])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('has one history, from wherever the cursor is', () => {
    const history = [{ step: 1, change: 'commit', tokenId: 8 }];
    expect(wholeHistory(trace, 2, 2)).toEqual(history);
    expect(wholeHistory(trace, 4, 3)).toEqual(history);
    // Pushed behind the end by the insertion.
    expect(wholeHistory(trace, 5, 1)).toEqual([]);
    expect(positionTrajectory(trace, 4).map(({ step }) => step)).toEqual([0, 1]);
    expect(positionTrajectory(trace, 2, 1).map(({ step }) => step)).toEqual([0, 1]);
    expect(positionTrajectory(trace, 2).map(({ step }) => step)).toEqual([3]);
  });

  it('is no change of the step that moved it', () => {
    expect(changesOf(trace, 2, 3)).toEqual({ written: [{ position: 5, tokenId: 9 }], remasked: [] });
    expect(changesOf(trace, 1, 4)).toEqual({ written: [{ position: 4, tokenId: 8 }], remasked: [] });
    // Before the insertion nothing stood where its step wrote.
    expect(changesOf(trace, 2, 1).written).toEqual([{ position: 3, tokenId: 9 }]);
  });
});
