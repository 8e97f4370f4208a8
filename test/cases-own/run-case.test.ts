/** Every file of this folder, run; where they come from is in docs/cases.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCaseFile } from '../../src/cases/case-file.ts';
import { runCase } from '../../src/cases/run-case.ts';

const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));

test('all files are there', () => {
  expect(names).toHaveLength(30);
});

describe.each(names)('%s', (name) => {
  const file = readCaseFile(readFileSync(new URL(name, import.meta.url), 'utf8'));
  if (file.format !== 'decoding-cases/1') throw new Error('unexpected format');

  test.each(file.cases.map((sample) => [sample.id, sample] as const))('%s', async (_, sample) => {
    expect(await runCase(sample)).toEqual([]);
  });
});
