import { useMemo } from 'react';
import { useWatch, useWords } from '../watch-context.ts';
import { CompareBar } from './compare-bar.tsx';
import { ComparePlayback } from './compare-playback.tsx';
import { CompareStatus } from './compare-status.tsx';
import { DiffPanel } from './diff-panel.tsx';
import { OrderPanel } from './order-panel.tsx';
import { OverlayPanel } from './overlay-panel.tsx';
import { PaneView } from './pane-view.tsx';
import { PanesRules } from './panes-rules.tsx';
import { SummaryTable } from './summary-table.tsx';
import { useComparison, usePaneLabels } from './use-comparison.ts';

/** Compare: up to four decodes of one prompt and seed, moved together, and what differs between them. */
export function ComparePage() {
  const panes = useWatch((state) => state.panes);
  const labels = usePaneLabels();
  const { runs, base } = useComparison();
  const traces = useMemo(() => panes.flatMap(({ trace }) => (trace === null ? [] : [trace])), [panes]);
  return (
    <main className="compare">
      <div className="compare-screen">
        <CompareBar />
        {panes.length === 0 ? (
          <EmptyComparison />
        ) : (
          <>
            <div className={`panes count-${panes.length}`}>
              {panes.map((pane, index) => (
                <PaneView key={pane.id} pane={pane} index={index} label={labels[index]!} traces={traces} />
              ))}
            </div>
            <ComparePlayback runs={runs} base={base} traces={traces} />
            <div className={`compare-numbers count-${panes.length}`}>
              {base !== null && (
                <>
                  <SummaryTable runs={runs} base={base} />
                  <OverlayPanel runs={runs} base={base} />
                  <OrderPanel runs={runs} base={base} />
                </>
              )}
            </div>
          </>
        )}
      </div>
      {base !== null && (
        <div className="compare-details">
          <DiffPanel runs={runs} base={base} />
          <PanesRules runs={runs} base={base} />
        </div>
      )}
      <CompareStatus />
    </main>
  );
}

/** Where to begin; and the way back to the comparison that was decoded last. */
function EmptyComparison() {
  const t = useWords();
  const last = useWatch((state) => state.lastComparison);
  const keeps = useWatch((state) => state.notKept === null);
  return (
    <div className="panel compare-empty muted">
      <p>{t('Choose a comparison above: it fills the panes and decodes.')}</p>
      {keeps && <p>{t('Every decode made here is kept in the library of this browser.')}</p>}
      {last !== null && (
        <p>
          <a className="button to-last" href={`#${last}`}>
            {t('Show the last comparison')}
          </a>
        </p>
      )}
    </div>
  );
}
