import { memo, useMemo } from 'react';
import { entropySinkChart } from '../../charts/entropy-sink-chart.ts';
import { POSITION_MARGIN, positionScale } from '../../charts/position-axis.ts';
import { provenanceOf } from '../../export/provenance.ts';
import { entropySinkTable } from '../../export/table.ts';
import { entropySink } from '../../metrics/entropy-sink.ts';
import { missingEvidence } from '../../state/evidence.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { useWatch, useWords } from '../watch-context.ts';
import { type ChartExport, ChartFrame } from './chart-frame.tsx';
import { SceneSvg } from './scene-svg.tsx';

/** Confidence over position at the first step; blank until the cursor has passed it. */
export const SinkPanel = memo(function SinkPanel({
  trace,
  begun,
}: {
  readonly trace: DecodeTrace;
  readonly begun: boolean;
}) {
  const hovered = useWatch((state) => state.hovered ?? state.pinned);
  const hover = useWatch((state) => state.hover);
  const t = useWords();
  const first = trace.steps[0];
  // Nothing but the first step matters, so a growing run does not measure it again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const sink = useMemo(() => entropySink(begun ? trace : { ...trace, steps: [] }), [first, begun]);
  const length = trace.request.canvasLength;
  return (
    <ChartFrame
      title={t('Entropy sink')}
      term="entropy-sink"
      missing={missingEvidence(trace, t)}
      exported={begun ? exportOf(trace, t) : null}
    >
      {(size) => {
        const positions = positionScale(length, POSITION_MARGIN.left, size.width - POSITION_MARGIN.right);
        return (
          <div
            onPointerMove={(event) => hover(positions.indexAt(event.clientX - left(event.currentTarget)))}
            onPointerLeave={() => hover(null)}
          >
            <SceneSvg scene={entropySinkChart(sink, size, { length, hovered }, t)} />
          </div>
        );
      }}
    </ChartFrame>
  );
});

function left(element: Element): number {
  return element.getBoundingClientRect().left;
}

function exportOf(trace: DecodeTrace, t: Words): ChartExport {
  return {
    name: 'entropy-sink',
    provenance: provenanceOf(trace),
    scene: () =>
      entropySinkChart(entropySink(trace), { width: 640, height: 260 }, { length: trace.request.canvasLength }, t),
    table: () => entropySinkTable(entropySink(trace)),
  };
}
