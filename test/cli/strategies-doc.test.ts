import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withStrategyTable } from '../../src/cli/strategies-doc.ts';
import { quirkyIds } from '../../src/decode/strategies/quirks.ts';
import { strategies } from '../../src/decode/strategies/registry.ts';

const committed = readFileSync(join(import.meta.dirname, '../../docs/strategies.md'), 'utf8');

it('docs/strategies.md is what npm run docs:strategies makes', () => {
  expect(withStrategyTable(committed)).toBe(committed);
});

it('has a row of seven cells for every strategy', () => {
  const rows = committed.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.map((row) => /^\| `([^`]+)`/.exec(row)![1])).toEqual(strategies.map(({ id }) => id));
  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(9);
});

it('replaces what stands behind its mark, and nothing before it', () => {
  const [before] = committed.split('| Strategy |');
  expect(withStrategyTable(`${before}stale`)).toBe(committed);
  expect(() => withStrategyTable('# Strategies')).toThrow('no line');
});

it('quirks are those of strategies that are there', () => {
  const ids = strategies.map(({ id }) => id);
  expect(quirkyIds.filter((id) => !ids.includes(id))).toEqual([]);
});
