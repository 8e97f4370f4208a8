import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meanPassAtK, passAtK } from '../../src/metrics/pass-at-k.ts';

interface Cases {
  readonly cases: readonly { readonly n: number; readonly c: number; readonly k: number; readonly expected: number }[];
  readonly meanOverProblems: readonly {
    readonly n: number;
    readonly correct: readonly number[];
    readonly k: number;
    readonly expected: number;
  }[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const { cases, meanOverProblems } = read('../cases/pass-at-k.json') as Cases;
const golden = (read('../golden/golden.json') as { readonly pass_at_k: Record<string, number> }).pass_at_k;

describe('passAtK', () => {
  it.each(cases)('n = $n, c = $c, k = $k', ({ n, c, k, expected }) => {
    expect(passAtK(n, c, k)).toBeCloseTo(expected, 13);
  });

  it.each(Object.entries(golden))('golden %s', (name, expected) => {
    const [n, c, k] = /^n(\d+)c(\d+)k(\d+)$/.exec(name)!.slice(1).map(Number);
    expect(passAtK(n!, c!, k!)).toBeCloseTo(expected, 13);
  });
});

describe('meanPassAtK', () => {
  it.each(meanOverProblems)('of $correct', ({ n, correct, k, expected }) => {
    expect(meanPassAtK(n, correct, k)).toBeCloseTo(expected, 13);
  });
});
