import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableToCsv } from '../../src/export/csv.ts';
import { provenanceOf } from '../../src/export/provenance.ts';
import { arNessTable, entropySinkTable, heatMapTable, stepSeriesTable } from '../../src/export/table.ts';
import { arNess, defaultConvention } from '../../src/metrics/ar-ness.ts';
import { entropySink } from '../../src/metrics/entropy-sink.ts';
import { stepSeries } from '../../src/metrics/step-series.ts';
import { hostileTrace, smallTrace } from '../charts/fixture.ts';
import { traceOf } from '../trace/fixture.ts';

const trace = smallTrace();
const commit = (position: number, tokenId: number) => ({ position, tokenId });
const provenance = provenanceOf(trace, { steps: 2 });

/** RFC 4180, strictly: rows of cells, comment lines first. */
function parse(text: string): { comments: string[]; rows: string[][] } {
  const lines = text.split('\r\n');
  const first = lines.findIndex((line) => !line.startsWith('# '));
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  const body = lines.slice(first).join('\r\n');
  for (let match = cell.exec(body); match !== null && match[0] !== ''; match = cell.exec(body)) {
    rows.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\r\n') rows.push([]);
  }
  expect(rows.pop(), 'every row ends in CRLF').toEqual([]);
  return { comments: lines.slice(0, first), rows };
}

describe('csv', () => {
  it('holds AR-ness with its convention', () => {
    const { comments, rows } = parse(tableToCsv(arNessTable(arNess(trace, defaultConvention)), provenance));
    expect(comments).toContain(
      '# arNess.convention: "ordered\\u002c T−k\\u002c all positions\\u002c steps by confidence"',
    );
    expect(comments).toContain('# arNess.tieSteps: 1');
    // Order 0, 2, 3, 1: one of three pairs is consecutive; T − k is 0 from k = 4 on. Leftmost mask: 0 and the last, 1.
    expect(rows.slice(0, 6)).toEqual([
      ['measure', 'k', 'hits', 'value', 'least', 'most'],
      ['local', '1', '1', '0.3333333', '', ''],
      ['local', '2', '0', '0', '', ''],
      ['local', '3', '0', '0', '', ''],
      ['local', '4', '0', '', '', ''],
      ['local', '5', '0', '', '', ''],
    ]);
    expect(rows[10]).toEqual(['global', '1', '2', '0.5', '', '']);
    expect(rows).toHaveLength(1 + 9 + 4);
  });

  it('holds the range of AR-ness over the orders inside the steps', () => {
    const { rows } = arNessTable(arNess(trace, { ...defaultConvention, withinStep: 'expectation' }));
    // {0, 2}, then {1, 3}: of the four orders 0 2 3 1 and 2 0 1 3 have one pair that follows of three, the others none.
    expect(rows[0]).toEqual(['local', 1, 0.5, expect.closeTo(1 / 6, 12), 0, expect.closeTo(1 / 3, 12)]);
  });

  it('counts overwrites beside commits', () => {
    const steps = [{ unmask: [commit(0, 7), commit(1, 7)] }, { unmask: [commit(1, 8)], remask: [0] }];
    const { columns, rows } = stepSeriesTable(stepSeries(traceOf(3, steps)));
    const counts = (row: number) =>
      ['committed', 'overwritten', 'remasked'].map((name) => rows[row]![columns.findIndex((one) => one.name === name)]);
    expect([counts(0), counts(1)]).toEqual([
      [2, 0, 0],
      [1, 1, 1],
    ]);
  });

  it('holds the entropy sink', () => {
    const { rows } = parse(tableToCsv(entropySinkTable(entropySink(trace)), provenance));
    expect(rows).toEqual([
      ['position', 'confidence', 'entropy_nats'],
      ['0', '1', '0'],
      ['1', '0.25', '2.5'],
      ['2', '0.5', '1'],
      ['3', '0.25', '2.25'],
    ]);
  });

  it('holds a row for every masked position of every step', () => {
    const { rows } = parse(tableToCsv(heatMapTable(trace), provenance));
    expect(rows).toEqual([
      ['step', 'position', 'confidence', 'entropy_nats', 'rank', 'token_id', 'token'],
      ['0', '0', '1', '0', '1', '7', '"t7"'],
      ['0', '1', '0.25', '2.5', '3', '7', '"t7"'],
      ['0', '2', '0.5', '1', '2', '7', '"t7"'],
      ['0', '3', '0.25', '2.25', '3', '7', '"t7"'],
      ['1', '1', '0.5', '1.5', '1', '7', '"t7"'],
      ['1', '3', '0.25', '0.5', '2', '7', '"t7"'],
    ]);
  });

  it('holds the steps in numbers', () => {
    const { rows } = parse(tableToCsv(stepSeriesTable(stepSeries(trace)), provenance));
    expect(rows[0]).toHaveLength(10);
    expect(rows[1]).toEqual(['0', '4', '0.5', '0.25', '1', '1.4375', '2', '0', '0', '2']);
    expect(rows[2]).toEqual(['1', '2', '0.375', '0.25', '0.5', '1', '2', '0', '0', '0']);
  });

  it('says where the numbers came from', () => {
    const { comments } = parse(tableToCsv(stepSeriesTable(stepSeries(trace)), provenance));
    for (const line of [
      '# tool: "Diffuscope"',
      '# version: "0.1.0"',
      `# model.sha256: "${'a'.repeat(64)}"`,
      '# model.quantisation: "f32"',
      '# runtime.provider: "node"',
      '# request.strategy: "entropy"',
      '# request.seed: "0"',
      '# request.sampling.topP: null',
      '# request.promptTokens: 2',
      '# promptText: "nine"',
      '# extra.steps: 2',
    ]) {
      expect(comments).toContain(line);
    }
  });

  it('brings any token and prompt through, and starts no formula', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '=1+1',
        '+1',
        '-1',
        '@SUM(A1)',
        '\t=1',
        '\r=1',
        '"',
        'a,"b"\r\n=c',
        'x,=HYPERLINK("y");=z',
        '\uD800',
      ),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const hostile = hostileTrace(text, text);
        const csv = tableToCsv(heatMapTable(hostile), provenanceOf(hostile));
        const { comments, rows } = parse(csv);
        expect(JSON.parse(rows[1]![6]!)).toBe(text);
        const prompt = comments.find((line) => line.startsWith('# promptText: '))!;
        expect(JSON.parse(prompt.slice('# promptText: '.length))).toBe(text);
        for (const line of comments) expect(line).not.toMatch(/[,;\t\r\n]/);
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { numRuns: 200 },
    );
  });
});
