import { memo, type PointerEvent, useMemo } from 'react';
import { stepScale, stepSeriesChart } from '../../charts/step-series-chart.ts';
import { provenanceOf } from '../../export/provenance.ts';
import { stepSeriesTable } from '../../export/table.ts';
import { stepSeries } from '../../metrics/step-series.ts';
import { missingEvidence } from '../../state/evidence.ts';
import { stepExtent } from '../../state/revisions.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { useWatch, useWords } from '../watch-context.ts';
import { ChartFrame } from './chart-frame.tsx';
import { ChartTabs } from './chart-tabs.tsx';
import { SceneSvg } from './scene-svg.tsx';

/** Confidence and entropy of the masked positions up to the cursor; a click goes to the step. */
export const StepsPanel = memo(function StepsPanel({
  trace,
  cursor,
}: {
  readonly trace: DecodeTrace;
  readonly cursor: number;
}) {
  const t = useWords();
  const hovered = useWatch((state) => state.hoveredStep);
  const hover = useWatch((state) => state.hover);
  const seek = useWatch((state) => state.seek);
  const series = useMemo(() => stepSeries(trace), [trace]);
  const shown = useMemo(() => series.slice(0, cursor), [series, cursor]);
  const stepCount = stepExtent(trace);
  const stepAt = (event: PointerEvent): number | null => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const step = stepScale(stepCount, width).indexAt(event.clientX - left);
    return step !== null && step < series.length ? step : null;
  };
  return (
    <ChartFrame
      title={t('Confidence and entropy over the steps')}
      heading={<ChartTabs />}
      missing={missingEvidence(trace, t)}
      exported={{
        name: 'steps',
        provenance: provenanceOf(trace),
        scene: () => stepSeriesChart(series, { width: 640, height: 360 }, { stepCount }, t),
        table: () => stepSeriesTable(series),
      }}
    >
      {(size) => (
        <div
          onPointerMove={(event) => hover(null, stepAt(event))}
          onPointerLeave={() => hover(null)}
          onPointerDown={(event) => {
            const step = stepAt(event);
            if (step !== null) seek(step + 1);
          }}
        >
          <SceneSvg scene={stepSeriesChart(shown, size, { stepCount, cursor, hovered }, t)} />
        </div>
      )}
    </ChartFrame>
  );
});
