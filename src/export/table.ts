/** The numbers of a chart as one table, from which its CSV and its JSON are both written. */
import { heatMapCells, type RecordedSteps } from '../charts/heat-map-cells.ts';
import { type ArNess, type ArNessConvention, type ArNessValue, describeConvention } from '../metrics/ar-ness.ts';
import type { EntropySink } from '../metrics/entropy-sink.ts';
import type { Measures } from '../metrics/measures.ts';
import type { StepSummary } from '../metrics/step-series.ts';
import type { DecodeTrace } from '../trace/types.ts';

/** `null` where a number is not defined. */
export type Cell = string | number | null;

interface Column {
  /** snake_case, with its unit if it has one. */
  readonly name: string;
  /** Holds text of a model or a user, not a word of ours. */
  readonly free?: true;
}

export interface Table {
  readonly columns: readonly Column[];
  /** One cell for each column. Steps and positions count from 0. */
  readonly rows: readonly (readonly Cell[])[];
  /** Numbers about the whole, by name: what the rows were computed with. */
  readonly summary?: Readonly<Record<string, Readonly<Record<string, Cell>>>>;
}

/**
 * `measure,k,hits,value`, and where the convention takes the mean over the orders inside a step also the `least` and
 * `most` of them; empty where it is not defined.
 */
export function arNessTable(arNess: ArNess): Table {
  const rows = (['local', 'global'] as const).flatMap((measure) =>
    arNess[measure].map((value) => [measure, ...arNessCells(value)]),
  );
  const { commits, steps, tieSteps, tieShare } = arNess;
  const summary = { convention: describeConvention(arNess.convention), commits, steps, tieSteps, tieShare };
  return { columns: columns('measure', ...AR_NESS_COLUMNS), rows, summary: { arNess: summary } };
}

/** Of one k. */
export const AR_NESS_COLUMNS = ['k', 'hits', 'value', 'least', 'most'] as const;

export function arNessCells({ k, hits, value, range }: ArNessValue): readonly Cell[] {
  return [k, hits, value, range?.least ?? null, range?.most ?? null];
}

/** `measure,value`; the names are those of `Measures`. */
export function measuresTable(measured: Measures, convention: ArNessConvention): Table {
  const { concordance, ...numbers } = measured;
  const all = { ...numbers, pairConcordance: concordance.all, neighbourConcordance: concordance.neighbours };
  return {
    columns: columns('measure', 'value'),
    rows: Object.entries(all),
    summary: { measures: { convention: describeConvention(convention) } },
  };
}

/** `position,confidence,entropy_nats`: raw probability of the arg-max and raw entropy at the first step. */
export function entropySinkTable(sink: EntropySink): Table {
  const { positions, confidence, entropy, headMean, plateau, length, index } = sink;
  const rows = Array.from(positions, (position, row) => [position, confidence[row]!, entropy[row]!]);
  const { start = null, end = null, median = null, spread = null } = plateau ?? {};
  const foot = { plateauStart: start, plateauEnd: end, plateauMedian: median, plateauSpread: spread };
  const summary = { entropySink: { headMean, length, ...foot, index } };
  return { columns: columns('position', 'confidence', 'entropy_nats'), rows, summary };
}

/** One row per step, the columns of `StepSummary`. */
export function stepSeriesTable(series: readonly StepSummary[]): Table {
  const rows = series.map((step) => [
    step.step,
    step.masked,
    step.meanConfidence,
    step.minConfidence,
    step.maxConfidence,
    step.meanEntropy,
    step.committed,
    step.overwritten,
    step.remasked,
    step.ties,
  ]);
  const means = ['mean_confidence', 'min_confidence', 'max_confidence', 'mean_entropy_nats'];
  return { columns: columns('step', 'masked', ...means, 'committed', 'overwritten', 'remasked', 'ties'), rows };
}

/**
 * One row per scored position and step, the rank `null` where it holds a token: `step,position,confidence,entropy_nats,rank,token_id,token`. Confidence, id and
 * text are of the arg-max.
 */
export function heatMapTable(trace: RecordedSteps & Pick<DecodeTrace, 'pieces'>): Table {
  const confidence = heatMapCells(trace, 'confidence');
  const rank = heatMapCells(trace, 'rank');
  const rows = trace.steps.flatMap(({ stats }, step) =>
    Array.from(stats.positions, (position, row) => {
      const cell = step * confidence.length + position;
      const id = stats.topIds[row * stats.candidates]!;
      const text = trace.pieces.get(id) ?? '';
      const place = confidence.held[cell] === 1 ? null : rank.values[cell]!;
      return [step, position, confidence.values[cell]!, stats.entropy[row]!, place, id, text];
    }),
  );
  const names = columns('step', 'position', 'confidence', 'entropy_nats', 'rank', 'token_id');
  return { columns: [...names, { name: 'token', free: true }], rows };
}

function columns(...names: readonly string[]): Column[] {
  return names.map((name) => ({ name }));
}
