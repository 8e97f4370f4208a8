import { describe, expect, it } from 'vitest';
import { defaultConvention } from '../../src/metrics/ar-ness.ts';
import { runSummary } from '../../src/metrics/run-summary.ts';
import { sampling, traceOf } from '../trace/fixture.ts';

const commit = (...positions: number[]) => ({ unmask: positions.map((position) => ({ position, tokenId: 7 })) });

describe('runSummary', () => {
  const base = traceOf(4, [commit(0), commit(1), commit(2), commit(3)]);

  it('by hand: two tokens a step, in another order', () => {
    const summary = runSummary(traceOf(4, [commit(3, 2), commit(1, 0)]), base, defaultConvention);
    // Steps of 0.25 and 1.25 ms. Ranks ⅚, ⅚, ⅙, ⅙ of the base's 0, ⅓, ⅔, 1: 4 pairs turned round, 2 tied: −4/√(4·6).
    expect(summary).toMatchObject({
      steps: 2,
      passes: 2,
      millis: 1.5,
      tokensPerPass: 2,
      agreement: 1,
      finish: 'complete',
    });
    expect(summary.tau).toBeCloseTo(-4 / Math.sqrt(24), 12);
    // At a quarter: 1 of 4 steps beside round(½) = 1 of 2.
    expect(summary.divergence?.step).toEqual({ a: 1, b: 1, fraction: 0.25, positions: [0, 2, 3] });
    expect(summary.arNess.convention).toEqual(defaultConvention);
  });

  it('counts two passes a step under guidance', () => {
    const guided = { sampling: { ...sampling, guidance: 1 } };
    const trace = traceOf(4, [commit(0), commit(1), commit(2), commit(3)], guided);
    expect(runSummary(trace, base, defaultConvention)).toMatchObject({ steps: 4, passes: 8, tokensPerPass: 0.5 });
  });

  it('agrees with itself in everything', () => {
    const own = runSummary(base, base, defaultConvention);
    expect(own).toMatchObject({ tau: 1, agreement: 1, divergence: { step: null, position: null } });
  });

  it('leaves out what another canvas length cannot tell', () => {
    const other = runSummary(traceOf(3, [commit(0), commit(1)]), base, defaultConvention);
    expect(other).toMatchObject({ passes: 2, tau: null, agreement: null, divergence: null });
    expect(runSummary(traceOf(3, []), base, defaultConvention).tokensPerPass).toBeNull();
  });
});
