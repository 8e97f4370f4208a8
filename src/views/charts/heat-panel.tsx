import { memo, type PointerEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { heatMapFrame, heatMapLayout } from '../../charts/heat-map.ts';
import { entropyScale, heatMapValue } from '../../charts/heat-map-cells.ts';
import { missingEvidence } from '../../state/evidence.ts';
import { stepExtent } from '../../state/revisions.ts';
import type { ViewSlice } from '../../state/view-slice.ts';
import { slotPlaces } from '../../trace/slot-places.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { Segments } from '../controls/segments.tsx';
import { useExporter, useWatch, useWords } from '../watch-context.ts';
import { ChartFrame } from './chart-frame.tsx';
import { createHeatMapPainter } from './heat-map-painter.ts';
import { SceneSvg } from './scene-svg.tsx';
import type { Size } from './use-size.ts';

type Mode = ViewSlice['heat'];

/** Every position at every step up to the cursor. */
export const HeatPanel = memo(function HeatPanel({
  trace,
  cursor,
}: {
  readonly trace: DecodeTrace;
  readonly cursor: number;
}) {
  const mode = useWatch((state) => state.heat);
  const setMode = useWatch((state) => state.setHeat);
  const { saveHeatMap } = useExporter();
  const t = useWords();
  const modes = [
    { value: 'confidence', label: t('Confidence') },
    { value: 'entropy', label: t('Entropy') },
    { value: 'rank', label: t('Rank'), hint: t('Place among the masked by the score of the strategy, 1 = highest') },
  ] as const;
  return (
    <ChartFrame
      title={t('Steps × positions')}
      term="heat-map"
      controls={<Segments label={t('Heat map of')} value={mode} options={modes} onChange={setMode} />}
      missing={missingEvidence(trace, t)}
      exported={
        trace.steps.length === 0
          ? null
          : { save: (format) => void saveHeatMap(`steps-positions-${mode}`, trace, mode, format) }
      }
    >
      {(size) => <HeatMap trace={trace} cursor={cursor} mode={mode} size={size} />}
    </ChartFrame>
  );
});

interface HeatMapProps {
  readonly trace: DecodeTrace;
  readonly cursor: number;
  readonly mode: Mode;
  readonly size: Size;
}

function HeatMap({ trace, cursor, mode, size }: HeatMapProps) {
  const slot = useWatch((state) => state.hovered ?? state.pinned);
  const step = useWatch((state) => state.hoveredStep);
  const hover = useWatch((state) => state.hover);
  const seek = useWatch((state) => state.seek);
  const t = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useMemo(createHeatMapPainter, []);
  const shape = { steps: stepExtent(trace), length: trace.request.canvasLength };
  const layout = heatMapLayout(shape, size);
  const { plot, steps } = layout;
  const rows = { width: plot.right - plot.left, height: plot.bottom - plot.top };

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) painter(context, trace, mode, cursor, steps.start(cursor) - plot.top);
  });

  const cellAt = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return layout.cellAt(event.clientX - box.left, event.clientY - box.top);
  };
  const max = useMemo(
    () => (mode === 'entropy' ? entropyScale(trace) : mode === 'rank' ? trace.request.canvasLength : 1),
    [trace, mode],
  );
  const shownStep = step ?? cursor - 1;
  // A row is a pass: on a canvas that grows inside, a slot has another column before it moved on.
  const placeAt = useMemo(() => slotPlaces(trace), [trace]);
  const position = slot === null ? null : placeAt(slot, cursor, Math.max(0, shownStep));
  const value = position === null ? null : heatMapValue(trace, mode, shownStep, position);
  const reading =
    position === null || shownStep < 0
      ? null
      : t('step {{step}}, position {{position}}: {{value}}', {
          step: shownStep + 1,
          position,
          value: value === null ? '–' : mode === 'rank' ? value : value.toFixed(3),
        });
  const frame = heatMapFrame(shape, size, { mode, max, cursor, hovered: { position, step }, reading }, t);
  return (
    <div
      className="heat-map"
      onPointerMove={(event) => {
        const cell = cellAt(event);
        hover(cell === null ? null : placeAt(cell.position, cell.step, cursor), cell?.step ?? null);
      }}
      onPointerLeave={() => hover(null)}
      onPointerDown={(event) => {
        const cell = cellAt(event);
        if (cell !== null) seek(cell.step + 1);
      }}
    >
      <canvas
        ref={canvas}
        width={Math.round(rows.width * devicePixelRatio)}
        height={Math.round(rows.height * devicePixelRatio)}
        style={{ left: plot.left, top: plot.top, ...rows }}
      />
      <SceneSvg scene={frame} />
    </div>
  );
}
