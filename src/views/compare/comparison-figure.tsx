import { useMemo } from 'react';
import { paneLetters } from '../../state/pane-labels.ts';
import { FigureDialog } from '../exports/figure-dialog.tsx';
import { useWatch } from '../watch-context.ts';
import { labelledTraces, usePaneLabels } from './use-comparison.ts';

/** The figure sheet of all panes that hold a decode. */
export function ComparisonFigure() {
  const panes = useWatch((state) => state.panes);
  const labels = usePaneLabels();
  const runs = useMemo(
    () =>
      labelledTraces(
        panes.flatMap(({ trace }, index) =>
          trace === null || trace.steps.length === 0
            ? []
            : [{ letter: paneLetters[index]!, label: labels[index]!, trace }],
        ),
      ),
    [panes, labels],
  );
  return runs.length === 0 ? null : <FigureDialog runs={runs} />;
}
