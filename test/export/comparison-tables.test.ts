import { describe, expect, it } from 'vitest';
import { arNessOverlayTable, comparisonTable, orderDifferenceTable } from '../../src/export/comparison-tables.ts';
import { tableToCsv } from '../../src/export/csv.ts';
import { provenanceOf } from '../../src/export/provenance.ts';
import { defaultConvention } from '../../src/metrics/ar-ness.ts';
import { runSummary } from '../../src/metrics/run-summary.ts';
import { traceOf } from '../trace/fixture.ts';

const commit = (...positions: number[]) => ({ unmask: positions.map((position) => ({ position, tokenId: 7 })) });
const base = traceOf(4, [commit(0), commit(1), commit(2), commit(3)]);
const other = traceOf(4, [commit(0), commit(2), commit(1), commit(3)]);
const runs = [base, other].map((trace, index) => ({
  letter: 'AB'[index]!,
  label: '=T 0.2, "x"',
  summary: runSummary(trace, base, defaultConvention),
}));

describe('tables of a comparison', () => {
  it('have a row a decode, with what it is compared with', () => {
    const { columns, rows, summary } = comparisonTable(runs, 'A');
    const cell = (row: number, name: string) => rows[row]![columns.findIndex((column) => column.name === name)];
    expect(rows.map(({ length }) => length)).toEqual([columns.length, columns.length]);
    expect([cell(1, 'pane'), cell(1, 'passes'), cell(1, 'tokens_per_pass')]).toEqual(['B', 4, 1]);
    expect([cell(0, 'divergence_step'), cell(1, 'divergence_step'), cell(1, 'divergence_position')]).toEqual([
      null,
      2,
      null,
    ]);
    expect(cell(1, 'kendall_tau')).toBeCloseTo(4 / 6, 12);
    // Of the order 0, 2, 1, 3 none comes right after its left neighbour; 0, 1 and 3 are the leftmost mask.
    expect([cell(1, 'local_1'), cell(1, 'global_1')]).toEqual([0, 0.75]);
    expect(summary).toEqual({
      comparison: { base: 'A', convention: 'ordered, T−k, all positions, steps by confidence' },
    });
  });

  it('start no formula with a label', () => {
    const csv = tableToCsv(comparisonTable(runs, 'A'), provenanceOf(base));
    expect(csv).toContain('\r\nB,"""=T 0.2, \\""x\\""""",entropy,complete,4,4,');
  });

  it('list AR-ness and ranks of all panes', () => {
    const series = runs.map(({ letter, summary }) => ({ letter, arNess: summary.arNess }));
    expect(arNessOverlayTable(series).rows).toHaveLength(2 * 13);
    expect(arNessOverlayTable(series).rows[0]).toEqual(['A', 'local', 1, 3, 1, null, null]);
    const ranks = { letter: 'A', ranks: Float64Array.of(0, 1) };
    const masked = { letter: 'B', ranks: Float64Array.of(0, Number.NaN) };
    const table = orderDifferenceTable(ranks, [masked]);
    expect(table.columns.map(({ name }) => name)).toEqual(['position', 'rank_A', 'rank_B']);
    expect(tableToCsv(table, provenanceOf(base))).toMatch(/\r\n0,0,0\r\n1,1,\r\n$/);
  });
});
