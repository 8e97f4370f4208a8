/**
 * The numbers behind the charts as CSV (RFC 4180: CRLF, double quotes; UTF-8). The provenance stands in front as lines
 * `# key: value`, values as JSON. Steps and positions count from 0.
 *
 * No field starts a formula in a spreadsheet: text is written as a JSON string, quotes included, which also keeps line
 * breaks and lone surrogates readable; commas and semicolons in comments are escapes, so a comment is one cell.
 */
import { heatMapCells, type RecordedSteps } from '../charts/heat-map-cells.ts';
import { type ArNess, describeConvention } from '../metrics/ar-ness.ts';
import type { EntropySink } from '../metrics/entropy-sink.ts';
import type { StepSummary } from '../metrics/step-series.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { Provenance } from './provenance.ts';

/** `measure,k,hits,value`; the value is empty where it is not defined. */
export function arNessCsv(arNess: ArNess, provenance: Provenance): string {
  const rows = (['local', 'global'] as const).flatMap((measure) =>
    arNess[measure].map(({ k, hits, value }) => [measure, k, hits, value]),
  );
  const { commits, steps, tieSteps, tieShare } = arNess;
  const summary = { convention: describeConvention(arNess.convention), commits, steps, tieSteps, tieShare };
  return csv({ ...provenance, arNess: summary }, ['measure', 'k', 'hits', 'value'], rows);
}

/** `position,confidence,entropy_nats`: raw probability of the arg-max and raw entropy at the first step. */
export function entropySinkCsv(sink: EntropySink, provenance: Provenance): string {
  const { positions, confidence, entropy, headMean, restMedian, index } = sink;
  const rows = Array.from(positions, (position, row) => [position, confidence[row]!, entropy[row]!]);
  const summary = { headMean, restMedian, index };
  return csv({ ...provenance, entropySink: summary }, ['position', 'confidence', 'entropy_nats'], rows);
}

/** One row per step, the columns of `StepSummary`. */
export function stepSeriesCsv(series: readonly StepSummary[], provenance: Provenance): string {
  const header = 'step,masked,mean_confidence,min_confidence,max_confidence,mean_entropy_nats,committed,remasked,ties';
  const rows = series.map((step) => [
    step.step,
    step.masked,
    step.meanConfidence,
    step.minConfidence,
    step.maxConfidence,
    step.meanEntropy,
    step.committed,
    step.remasked,
    step.ties,
  ]);
  return csv(provenance, header.split(','), rows);
}

/**
 * One row per masked position and step: `step,position,confidence,entropy_nats,rank,token_id,token`. Confidence, id and
 * text are of the arg-max; the text is a JSON string.
 */
export function heatMapCsv(trace: RecordedSteps & Pick<DecodeTrace, 'pieces'>, provenance: Provenance): string {
  const confidence = heatMapCells(trace, 'confidence');
  const rank = heatMapCells(trace, 'rank');
  const rows = trace.steps.flatMap(({ stats }, step) =>
    Array.from(stats.positions, (position, row) => {
      const cell = step * confidence.length + position;
      const id = stats.topIds[row * stats.candidates]!;
      const text = JSON.stringify(trace.pieces.get(id) ?? '');
      return [step, position, confidence.values[cell]!, stats.entropy[row]!, rank.values[cell]!, id, text];
    }),
  );
  return csv(provenance, ['step', 'position', 'confidence', 'entropy_nats', 'rank', 'token_id', 'token'], rows);
}

export type Cell = string | number | null;

/** Lines of provenance, the header, the rows; see above. */
export function csv(comments: object, header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [...commentLines('', comments), ...[header, ...rows].map((row) => row.map(field).join(','))];
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

/** Numbers have seven significant digits: the float32 log-probabilities they come from carry no more. */
function field(cell: Cell): string {
  if (cell === null || Number.isNaN(cell)) return '';
  if (typeof cell === 'number') return `${Number(cell.toPrecision(7))}`;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
