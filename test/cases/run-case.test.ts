/** Every file of this folder, run; where they come from and what they hold is in docs/cases.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type DecodingCase, readCaseFile } from '../../src/cases/case-file.ts';
import { runCase } from '../../src/cases/run-case.ts';
import { verifyFile } from '../../src/cases/verify-file.ts';

/** Files whose rule is not there yet. */
const pending: readonly string[] = [];

const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));
const textOf = (name: string): string => readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8');

test('all files are there', () => {
  expect(names).toHaveLength(32);
  expect(names).toEqual(expect.arrayContaining([...pending]));
});

for (const name of names.filter((one) => !pending.includes(one))) {
  const file = readCaseFile(textOf(name));

  if (file.format === 'decoding-cases/1') {
    describe(name, () => {
      test.each(file.cases.map((sample) => [sample.id, sample] as const))('%s', async (_, sample) => {
        expect(await runCase(sample)).toEqual([]);
      });
    });
  } else {
    test(name, async () => {
      const { cases, mismatches } = await verifyFile(file);
      expect(cases).toBeGreaterThan(0);
      expect(mismatches).toEqual([]);
    });
  }
}

describe('what does not match is told', () => {
  const file = readCaseFile(textOf('llada-low-confidence'));
  if (file.format !== 'decoding-cases/1') throw new Error('unexpected format');
  const sample = file.cases[0]!;
  const first = sample.expected[0]!.unmask[0]!;
  const changed = (part: Partial<DecodingCase>): DecodingCase => ({ ...sample, ...part });

  test('another token at a step', async () => {
    const wrong: [number, number] = [first[0], first[1] + 1];
    const expected = [{ ...sample.expected[0]!, unmask: [wrong] }, ...sample.expected.slice(1)];
    const mismatches = await runCase(changed({ expected }));
    expect(mismatches).toEqual([
      { caseId: sample.id, step: 0, what: 'unmask', expected: [wrong], got: sample.expected[0]!.unmask },
    ]);
  });

  test('another canvas at the end', async () => {
    const final = sample.final.with(0, sample.final[0]! + 1);
    expect(await runCase(changed({ final }))).toMatchObject([{ step: null, what: 'final', got: sample.final }]);
  });

  test('a pass too many', async () => {
    const expected = sample.expected.slice(0, -1);
    const mismatches = await runCase(changed({ expected }));
    expect(mismatches).toContainEqual(expect.objectContaining({ step: expected.length, what: 'pass' }));
  });

  test('a strategy that is not known', async () => {
    expect(await runCase(changed({ strategy: 'guess' }))).toMatchObject([{ what: 'strategy', got: 'guess' }]);
  });

  test('another AR-ness or pass@k', async () => {
    const wrongShare = await verifyFile(readCaseFile(textOf('ar-ness').replace('"byTminusK":0.0', '"byTminusK":0.5')));
    expect(wrongShare.mismatches).toMatchObject([{ caseId: 'hand-even-odd-8', expected: 0.5, got: 0 }]);
    const wrongChance = await verifyFile(readCaseFile(textOf('pass-at-k').replace('"expected":0.5', '"expected":0.6')));
    expect(wrongChance.mismatches).toMatchObject([{ caseId: 'n=2 c=1 k=1', expected: 0.6, got: 0.5 }]);
  });

  test.each([
    ['no JSON', '{', 'it is not JSON'],
    ['another format', '{"format":"tables/1"}', 'format'],
    ['a field of another type', textOf('pass-at-k').replace(/"n": ?1/, '"n":"one"'), 'cases.0.n'],
  ])('%s is no file of cases', (_, text, message) => {
    expect(() => readCaseFile(text)).toThrow(
      expect.objectContaining({ code: 'bad-cases', message: expect.stringContaining(message) }),
    );
  });
});
