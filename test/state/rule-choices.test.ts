import { describe, expect, it } from 'vitest';
import { strategies } from '../../src/decode/strategies/registry.ts';
import { ruleChoices } from '../../src/state/rule-choices.ts';
import { revisedTrace, stubTrace } from './stub-decode.ts';

const trace = await stubTrace();
const at = (cursor: number) => {
  const choices = ruleChoices(trace, cursor);
  if (typeof choices === 'string') throw new Error(choices);
  return choices;
};

describe('ruleChoices', () => {
  it('has nothing to tell before the first step, or of a trace without a known rule', () => {
    expect(ruleChoices(trace, 0)).toBe('no-step');
    expect(ruleChoices({ ...trace, request: { ...trace.request, strategy: 'elsewhere' } }, 1)).toBe('no-rule');
  });

  it('tells what was done and what others would have done', () => {
    // The surest of ten slots is position 9; left to right would have taken 0.
    const { done, others, masked, step } = at(1);
    expect(step).toBe(0);
    expect(masked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(done).toMatchObject({ id: 'entropy', commits: [9], overwrites: [], remasks: [], same: true });
    expect(others.find(({ id }) => id === 'left-to-right')).toMatchObject({ commits: [0], same: false });
    expect(others.find(({ id }) => id === 'low-confidence')).toMatchObject({ commits: [9], same: true });
    // p ≥ 0.9 of e^s/(e^s + 9): s > 4.4, which is positions 0, 2, 4, 6, 7, 8 and 9.
    expect(others.find(({ id }) => id === 'threshold')!.commits).toEqual([0, 2, 4, 6, 7, 8, 9]);
  });

  it('puts those that would do the same first, and has every strategy once', () => {
    const { done, others, silent } = at(4);
    const same = others.map((other) => other.same);
    expect(same).toEqual([...same].sort((a, b) => Number(b) - Number(a)));
    const silentCount = silent.reduce((sum, { labels }) => sum + labels.length, 0);
    expect(1 + others.length + silentCount).toBe(strategies.length);
    expect(done.commits).toHaveLength(1);
    for (const { whyNot } of silent) expect(whyNot).toMatch(/\.$/);
  });

  it('tells overwrites and remasks from commits', async () => {
    const revised = await revisedTrace();
    expect(ruleChoices(revised, 4)).toMatchObject({ done: { remasks: [9] } });
    expect(ruleChoices(revised, 5)).toMatchObject({ done: { overwrites: [8] } });
  });
});
