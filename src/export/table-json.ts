/** A table as JSON: one object with its provenance, columns by name, one row a line. */
import { sevenDigits } from './digits.ts';
import type { Provenance } from './provenance.ts';
import type { Cell, Table } from './table.ts';

/** The `format` of the file. */
const TABLE_FORMAT = 'diffuscope-table';
const FORMAT_VERSION = 1;

/**
 * `{ format: "diffuscope-table", formatVersion: 1, title, provenance, summary, columns: [name, …], rows: [[cell, …], …] }`.
 * A cell is a number, a text, or `null` where the number is not defined; numbers have seven significant digits.
 */
export function tableToJson(title: string, { columns, rows, summary = {} }: Table, provenance: Provenance): string {
  const names = columns.map(({ name }) => name);
  const head = Object.entries({
    format: TABLE_FORMAT,
    formatVersion: FORMAT_VERSION,
    title,
    provenance,
    summary,
    columns: names,
  });
  const fields = head.map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  const lines = rows.map((row) => JSON.stringify(row.map(plain)));
  return `{\n${fields.join(',\n')},\n"rows":[\n${lines.join(',\n')}\n]\n}\n`;
}

/** JSON has no NaN. */
function plain(cell: Cell): Cell {
  if (typeof cell !== 'number') return cell;
  return Number.isFinite(cell) ? sevenDigits(cell) : null;
}
