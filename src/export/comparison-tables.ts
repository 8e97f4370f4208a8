/** The numbers of a comparison as tables. */
import { type ArNess, describeConvention } from '../metrics/ar-ness.ts';
import type { RunSummary } from '../metrics/run-summary.ts';
import { AR_NESS_COLUMNS, arNessCells, type Table } from './table.ts';

interface ComparedRun {
  /** Of the pane, A … D. */
  readonly letter: string;
  /** What tells it from the others. */
  readonly label: string;
  readonly summary: RunSummary;
}

/** One row a decode. Agreement, τ and divergence are against the base; steps count from 1 here, positions from 0. */
export function comparisonTable(runs: readonly ComparedRun[], base: string): Table {
  const names = [
    ...['strategy', 'finish', 'steps', 'passes', 'milliseconds', 'tokens_per_pass'],
    ...Array.from({ length: 9 }, (_, index) => `local_${index + 1}`),
    ...Array.from({ length: 4 }, (_, index) => `global_${index + 1}`),
    ...['tie_share', 'final_agreement', 'kendall_tau'],
    ...['divergence_step', 'divergence_step_of_base', 'divergence_fraction', 'divergence_position'],
  ].map((name) => ({ name }));
  const rows = runs.map(({ letter, label, summary }) => {
    const { strategy, finish, steps, passes, millis, tokensPerPass, arNess, agreement, tau, divergence } = summary;
    const { local, global, tieShare } = arNess;
    return [
      ...[letter, label, strategy, finish, steps, passes, millis, tokensPerPass],
      ...[...local, ...global].map(({ value }) => value),
      ...[tieShare, agreement, tau],
      ...[divergence?.step?.b ?? null, divergence?.step?.a ?? null, divergence?.step?.fraction ?? null],
      divergence?.position ?? null,
    ];
  });
  const convention = runs[0] === undefined ? null : describeConvention(runs[0].summary.arNess.convention);
  return {
    columns: [{ name: 'pane' }, { name: 'label', free: true }, ...names],
    rows,
    summary: { comparison: { base, convention } },
  };
}

/** As `arNessTable`, for each pane. */
export function arNessOverlayTable(series: readonly { readonly letter: string; readonly arNess: ArNess }[]): Table {
  const rows = series.flatMap(({ letter, arNess }) =>
    (['local', 'global'] as const).flatMap((measure) =>
      arNess[measure].map((value) => [letter, measure, ...arNessCells(value)]),
    ),
  );
  return { columns: ['pane', 'measure', ...AR_NESS_COLUMNS].map((name) => ({ name })), rows };
}

/** One row a position: its rank in the base and in each other decode, 0 = first, 1 = last, empty = masked. */
export function orderDifferenceTable(base: Ranked, others: readonly Ranked[]): Table {
  const decodes = [base, ...others];
  return {
    columns: ['position', ...decodes.map(({ letter }) => `rank_${letter}`)].map((name) => ({ name })),
    rows: Array.from(base.ranks, (_, position) => [position, ...decodes.map(({ ranks }) => ranks[position]!)]),
  };
}

interface Ranked {
  readonly letter: string;
  readonly ranks: Float64Array;
}
