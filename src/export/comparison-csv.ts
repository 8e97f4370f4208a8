/** The summary of a comparison as CSV: one row per decode. */
import { type ArNess, describeConvention } from '../metrics/ar-ness.ts';
import type { RunSummary } from '../metrics/run-summary.ts';
import { csv } from './csv.ts';
import type { Provenance } from './provenance.ts';

/** @param letter of the pane, A … D. @param label what tells it from the others. */
export interface ComparedRun {
  readonly letter: string;
  readonly label: string;
  readonly summary: RunSummary;
}

const header = [
  ...['pane', 'label', 'strategy', 'finish', 'steps', 'passes', 'milliseconds', 'tokens_per_pass'],
  ...Array.from({ length: 9 }, (_, index) => `local_${index + 1}`),
  ...Array.from({ length: 4 }, (_, index) => `global_${index + 1}`),
  ...['tie_share', 'final_agreement', 'kendall_tau'],
  ...['divergence_step', 'divergence_step_of_base', 'divergence_fraction', 'divergence_position'],
];

/** Agreement, τ and divergence are against the base. Steps count from 1, positions from 0. */
export function comparisonCsv(runs: readonly ComparedRun[], base: string, provenance: Provenance): string {
  const rows = runs.map(({ letter, label, summary }) => {
    const { strategy, finish, steps, passes, millis, tokensPerPass, arNess, agreement, tau, divergence } = summary;
    const { local, global, tieShare } = arNess;
    return [
      ...[letter, JSON.stringify(label), strategy, finish, steps, passes, millis, tokensPerPass],
      ...[...local, ...global].map(({ value }) => value),
      ...[tieShare, agreement, tau],
      ...[divergence?.step?.b ?? null, divergence?.step?.a ?? null, divergence?.step?.fraction ?? null],
      divergence?.position ?? null,
    ];
  });
  const convention = runs[0] === undefined ? '' : describeConvention(runs[0].summary.arNess.convention);
  return csv({ ...provenance, comparison: { base, convention } }, header, rows);
}

/** `pane,measure,k,hits,value`; the value is empty where it is not defined. */
export function arNessOverlayCsv(
  series: readonly { readonly letter: string; readonly arNess: ArNess }[],
  provenance: Provenance,
): string {
  const rows = series.flatMap(({ letter, arNess }) =>
    (['local', 'global'] as const).flatMap((measure) =>
      arNess[measure].map(({ k, hits, value }) => [letter, measure, k, hits, value]),
    ),
  );
  return csv(provenance, ['pane', 'measure', 'k', 'hits', 'value'], rows);
}

/** One row per position: its rank in the base and in each other decode, 0 = first, 1 = last, empty = masked. */
export function orderDifferenceCsv(base: Ranked, others: readonly Ranked[], provenance: Provenance): string {
  const decodes = [base, ...others];
  const header = ['position', ...decodes.map(({ letter }) => `rank_${letter}`)];
  const rows = Array.from(base.ranks, (_, position) => [position, ...decodes.map(({ ranks }) => ranks[position]!)]);
  return csv(provenance, header, rows);
}

interface Ranked {
  readonly letter: string;
  readonly ranks: Float64Array;
}
