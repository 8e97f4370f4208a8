import { memo } from 'react';
import type { TermId } from '../../explain/term-id.ts';
import { comparisonTable } from '../../export/comparison-tables.ts';
import { tableToCsv } from '../../export/csv.ts';
import { tableToJson } from '../../export/table-json.ts';
import { describeConvention } from '../../metrics/ar-ness.ts';
import type { FirstDivergence } from '../../metrics/first-divergence.ts';
import type { RunSummary } from '../../metrics/run-summary.ts';
import { cursorOf } from '../../state/compare-slice.ts';
import type { WatchState } from '../../state/store.ts';
import type { Words } from '../../words/words.ts';
import { ConventionMenu } from '../charts/ar-ness-panel.tsx';
import { Segments } from '../controls/segments.tsx';
import { Term } from '../explain/term.tsx';
import { MenuButton } from '../menu-button.tsx';
import { useActions, useWatch, useWatchStore, useWords } from '../watch-context.ts';
import { type Compared, comparisonProvenance } from './use-comparison.ts';

interface SummaryTableProps {
  readonly runs: readonly Compared[];
  readonly base: Compared;
}

/** The key numbers, a column a pane, over whole decodes. */
export const SummaryTable = memo(function SummaryTable({ runs, base }: SummaryTableProps) {
  const t = useWords();
  const setBase = useWatch((state) => state.setBase);
  const { download } = useActions();
  const options = runs.map(({ letter, label }) => ({ value: letter, label: letter, hint: label }));
  const convention = describeConvention(base.summary.arNess.convention);
  const provenance = comparisonProvenance(base, runs, { convention });
  const title = t('What differs');
  const table = () => comparisonTable(runs, base.letter);
  const formats = [
    { label: 'CSV', onSelect: () => download('comparison.csv', tableToCsv(table(), provenance), 'text/csv') },
    {
      label: 'JSON',
      onSelect: () => download('comparison.json', tableToJson(title, table(), provenance), 'application/json'),
    },
  ];
  return (
    <section className="panel summary" aria-label={title}>
      <div className="chart-head">
        <h2>{title}</h2>
        <span className="muted small">{t('from')}</span>
        <Segments
          label={t('Compare with')}
          value={base.letter}
          options={options}
          onChange={(letter) => setBase(runs.find((run) => run.letter === letter)!.index)}
        />
        <ConventionMenu />
        <span className="chart-save">
          <MenuButton label={t('Save')} name={t('Save {{title}}', { title })} items={formats} />
        </span>
      </div>
      <table className="summary-table">
        <thead>
          <tr>
            <td />
            {runs.map(({ letter, label, index }) => (
              <th key={letter} scope="col" className={`series-${index + 1}`} title={label}>
                {letter}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsIn(t, base.letter).map((row) => (
            <tr key={row.name}>
              <th scope="row" title={row.hint}>
                {row.term === undefined ? row.name : <Term id={row.term}>{row.name}</Term>}
              </th>
              {runs.map((run) => (
                <td key={run.letter}>
                  <Cell row={row} run={run} base={base} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
});

interface Row {
  readonly name: string;
  readonly hint: string;
  readonly term?: TermId;
  /** Says something about the run and the base together. Default false. */
  readonly relative?: boolean;
  readonly cell: (summary: RunSummary) => string;
  /** Shows what the cell speaks of; `undefined` if there is nothing to show. */
  readonly go?: (run: Compared, state: WatchState) => (() => void) | undefined;
}

interface CellProps {
  readonly row: Row;
  readonly run: Compared;
  readonly base: Compared;
}

/** The base has no relation to itself, and one to a decode under way would change with every step. */
function Cell({ row, run, base }: CellProps) {
  const store = useWatchStore();
  const { relative = false, cell, go } = row;
  if (relative && run.trace === base.trace) return '·';
  if (relative && (run.running || base.running)) return '…';
  const text = cell(run.summary);
  const to = go?.(run, store.getState());
  if (to === undefined) return text;
  return (
    <button type="button" className="button quiet to-difference" title={row.hint} onClick={to}>
      {text}
    </button>
  );
}

function rowsIn(t: Words, base: string): readonly Row[] {
  return [
    {
      name: t('Model passes'),
      hint: t('One a step, two with guidance'),
      cell: ({ passes }) => `${passes}`,
    },
    {
      name: t('Wall time'),
      hint: t('Sum of the steps, as measured'),
      cell: ({ millis }) => `${(millis / 1000).toFixed(2)} s`,
    },
    {
      name: t('Tokens per pass'),
      hint: t('Tokens that stand in the end, over the passes'),
      cell: ({ tokensPerPass }) => decimals(tokensPerPass, 2),
    },
    {
      name: t('Local AR-ness@1'),
      term: 'local-ar-ness',
      hint: t('Share of commits that come right after that of the position to their left'),
      cell: ({ arNess }) => decimals(arNess.local[0]!.value, 3),
    },
    {
      name: t('Global AR-ness@1'),
      term: 'global-ar-ness',
      hint: t('Share of commits at the leftmost mask'),
      cell: ({ arNess }) => decimals(arNess.global[0]!.value, 3),
    },
    {
      name: t('Steps that ties decided'),
      term: 'ties',
      hint: t('Steps whose choice was an exact tie: there the tie rule made the order'),
      cell: ({ arNess }) => percent(arNess.tieShare),
    },
    {
      name: t('Order: τ with {{base}}', { base }),
      term: 'kendall-tau',
      hint: t('Kendall’s τ-b of the two orders of commits: 1 the same, 0 unrelated, −1 turned round'),
      relative: true,
      cell: ({ tau }) => decimals(tau, 2),
    },
    {
      name: t('First step that differs from {{base}}', { base }),
      hint: t('First step after which the canvases differ; where step counts differ, at the same share of each'),
      relative: true,
      cell: ({ divergence }) => divergenceText(divergence, divergence?.step?.b ?? null, t),
      go: ({ summary, index }, state) => {
        const steps = summary.divergence?.step?.b;
        const pane = state.panes[index];
        if (steps === undefined || pane === undefined) return undefined;
        return () => state.seekPanes(cursorOf(steps, pane, state));
      },
    },
    {
      name: t('First position that differs'),
      hint: t('Lowest position whose final tokens differ'),
      relative: true,
      cell: ({ divergence }) => divergenceText(divergence, divergence?.position ?? null, t),
      go: ({ summary }, state) => {
        const position = summary.divergence?.position ?? null;
        return position === null ? undefined : () => state.pin(position);
      },
    },
    {
      name: t('Final tokens as in {{base}}', { base }),
      hint: t('Share of all positions, the end-of-text tail included'),
      relative: true,
      cell: ({ agreement }) => percent(agreement),
    },
  ];
}

function divergenceText(divergence: FirstDivergence | null, at: number | null, t: Words): string {
  if (divergence === null) return '–';
  return at === null ? t('none') : `${at}`;
}

function decimals(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits).replace('-', '−');
}

function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)} %`;
}
