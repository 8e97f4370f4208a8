/**
 * A table as CSV (RFC 4180: CRLF, double quotes; UTF-8). The provenance and the summary stand in front as lines
 * `# key: value`, values as JSON.
 *
 * No field starts a formula in a spreadsheet: free text is written as a JSON string, quotes included, which also keeps
 * line breaks and lone surrogates readable; commas and semicolons in comments are escapes, so a comment is one cell.
 */
import { sevenDigits } from './digits.ts';
import type { Provenance } from './provenance.ts';
import type { Cell, Table } from './table.ts';

export function tableToCsv({ columns, rows, summary = {} }: Table, provenance: Provenance): string {
  const line = (cells: readonly Cell[]): string =>
    cells.map((cell, column) => field(cell, columns[column]!.free)).join(',');
  const lines = [
    ...commentLines('', { ...provenance, ...summary }),
    columns.map(({ name }) => name).join(','),
    ...rows.map(line),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** Leaves of nested objects, `request.sampling.temperature: 0.2`. */
function commentLines(prefix: string, value: object): string[] {
  return Object.entries(value).flatMap(([key, leaf]) => {
    if (typeof leaf === 'object' && leaf !== null) return commentLines(`${prefix}${key}.`, leaf);
    const json = JSON.stringify(leaf).replace(/[,;]/g, (mark) => (mark === ',' ? '\\u002c' : '\\u003b'));
    return [`# ${prefix}${key}: ${json}`];
  });
}

function field(cell: Cell, free = false): string {
  if (cell === null || Number.isNaN(cell)) return '';
  if (typeof cell === 'number') return `${sevenDigits(cell)}`;
  const text = free ? JSON.stringify(cell) : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
