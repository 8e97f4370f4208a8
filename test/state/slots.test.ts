import { describe, expect, it } from 'vitest';
import { differ, readEvidence, slotsAt } from '../../src/state/slots.ts';
import { order, stubTrace, target } from './stub-decode.ts';

const trace = await stubTrace();

describe('slotsAt', () => {
  it('knows nothing before the first step', () => {
    for (const slot of slotsAt(trace, 0)) {
      expect(slot).toMatchObject({ masked: true, tokenId: null, committedAt: null, evidence: null });
    }
  });

  it('commits in the order of the logits, and guesses the rest', () => {
    for (let step = 1; step <= 10; step++) {
      const slots = slotsAt(trace, step);
      const committed = slots.filter((slot) => !slot.masked).map((slot) => slot.position);
      expect(committed.sort()).toEqual(order.slice(0, step).sort());
      expect(slots.map((slot) => slot.tokenId)).toEqual(target);
      expect(slots[order[step - 1]!]!.committedAt).toBe(step - 1);
    }
  });

  it('takes the numbers of a committed slot from its commit, of a masked one from the newest step', () => {
    const slots = slotsAt(trace, 4);
    expect(slots[order[1]!]!.evidence!.step).toBe(1);
    expect(slots[order[9]!]!.evidence!.step).toBe(3);
  });
});

describe('a canvas that grows', () => {
  it('has no slots behind its end', () => {
    // Four slots in the first pass, eight in the second, and then all ten.
    const grown = {
      ...trace,
      steps: trace.steps
        .slice(2)
        .map((step, index) => (index < 2 ? { ...step, length: 4 + 4 * index, unmask: [] } : step)),
    };
    const existing = (steps: number) => slotsAt(grown, steps).filter(({ exists }) => exists).length;
    expect([existing(0), existing(1), existing(2), existing(8)]).toEqual([4, 8, 10, 10]);
  });
});

describe('readEvidence', () => {
  it('reads probabilities and entropy', () => {
    // Position 3: logit 2 against eight logits 0 (the mask is suppressed). p = e²/(e²+8) = 0.48015, the others 0.06498;
    // entropy = −0.48015·ln 0.48015 − 8·0.06498·ln 0.06498 = 1.77339 nats.
    const reading = readEvidence(trace, slotsAt(trace, 10)[3]!.evidence!);
    expect(reading.step).toBe(9);
    expect(reading.sampledId).toBe(target[3]);
    expect(reading.confidence).toBeCloseTo(0.48015, 4);
    expect(reading.entropy).toBeCloseTo(1.77339, 4);
    expect(reading.candidates).toHaveLength(8);
    expect(reading.candidates[0]!.tokenId).toBe(target[3]);
    expect(reading.candidates[1]!.probability).toBeCloseTo(0.06498, 4);
  });
});

describe('differ', () => {
  const slot = (tokenId: number | null, masked: boolean) => ({ ...slotsAt(trace, 0)[0]!, tokenId, masked });

  it('asks both for a token, and for two of them', () => {
    expect(differ(slot(3, false), slot(4, false))).toBe(true);
    expect(differ(slot(3, false), slot(3, false))).toBe(false);
  });

  it('never tells a token from a guess, or from a position that is not there', () => {
    expect(differ(slot(3, false), slot(4, true))).toBe(false);
    expect(differ(slot(3, true), slot(4, false))).toBe(false);
    expect(differ(slot(3, true), slot(4, true))).toBe(false);
    expect(differ(slot(3, false), undefined)).toBe(false);
  });
});
