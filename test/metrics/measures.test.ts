import { describe, expect, it } from 'vitest';
import { defaultConvention } from '../../src/metrics/ar-ness.ts';
import { measures } from '../../src/metrics/measures.ts';
import { smallTrace } from '../charts/fixture.ts';
import { revisedTrace } from '../state/stub-decode.ts';

describe('measures', () => {
  it('by hand', () => {
    // Positions 0 and 2 in one step, then 3 and 1. Pairs over steps: 0–3, 0–1 and 2–3 have the left one first, 2–1 not.
    // τ-b = (3 − 1) / √(4 · 6); pairs of one step count half: (3 + 1) / 6. Neighbours: 0–1 and 2–3 yes, 1–2 no.
    // Entropies of the commits: 0 and 1, 0.5 and 1.5. One step of two was a tie.
    const all = measures(smallTrace(), defaultConvention);
    expect(all.kendallTau).toBeCloseTo(2 / Math.sqrt(24), 12);
    expect(all.concordance.all).toBeCloseTo(4 / 6, 12);
    expect(all.concordance.neighbours).toBeCloseTo(2 / 3, 12);
    expect(all).toMatchObject({ stepEntropy: 0.75, passes: 2, tokens: 4, tokensPerPass: 2, tieShare: 0.5 });
    expect(all).toMatchObject({ flips: 0, remasks: 0, overwrites: 0, meanLifetime: null, sinkIndex: null });
  });

  it('counts revisions up to a step', async () => {
    // Step 4 masks position 9, which stood from step 1; step 5 writes over 8, from step 2; step 6 fills 9 as before.
    const trace = await revisedTrace();
    expect(measures(trace, defaultConvention, 3)).toMatchObject({ flips: 0, remasks: 0, meanLifetime: null });
    expect(measures(trace, defaultConvention)).toMatchObject({ flips: 1, remasks: 1, overwrites: 1, meanLifetime: 3 });
  });

  it('has no order and no sink before the first step', () => {
    const none = { kendallTau: null, stepEntropy: null, sinkIndex: null, tokensPerPass: null, passes: 0 };
    expect(measures(smallTrace(), defaultConvention, 0)).toMatchObject(none);
  });
});
