import { describe, expect, it } from 'vitest';
import { provenanceOf } from '../../src/export/provenance.ts';
import { arNessTable, heatMapTable } from '../../src/export/table.ts';
import { tableToJson } from '../../src/export/table-json.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { hostileTrace, smallTrace } from '../charts/fixture.ts';

const trace = smallTrace();

describe('tableToJson', () => {
  it('holds title, provenance, summary, columns and rows', () => {
    const table = arNessTable(arNess(trace, defaultConvention));
    const json = JSON.parse(tableToJson('AR-ness', table, provenanceOf(trace)));
    expect(Object.keys(json)).toEqual(['format', 'formatVersion', 'title', 'provenance', 'summary', 'columns', 'rows']);
    expect(json.format).toBe('diffuscope-table');
    expect(json.provenance).toEqual(provenanceOf(trace));
    expect(json.summary.arNess).toMatchObject({ commits: 4, steps: 2, tieSteps: 1 });
    expect(json.columns).toEqual(['measure', 'k', 'hits', 'value', 'least', 'most']);
    // One of three pairs is consecutive; no value where T − k is 0.
    expect(json.rows[0]).toEqual(['local', 1, 1, 0.3333333, null, null]);
    expect(json.rows[3]).toEqual(['local', 4, 0, null, null, null]);
  });

  it('keeps any token as it is', () => {
    const hostile = hostileTrace('', '=1+1,"\uD800\n');
    const json = JSON.parse(tableToJson('', heatMapTable(hostile), provenanceOf(hostile)));
    expect(json.rows[0]).toEqual([0, 0, 1, 0, 1, 7, '=1+1,"\uD800\n']);
  });
});
