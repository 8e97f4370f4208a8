import { type PointerEvent, useMemo } from 'react';
import { entropyScale } from '../../charts/heat-map-cells.ts';
import { trajectoryChart, trajectorySteps } from '../../charts/trajectory-chart.ts';
import { positionTrajectory } from '../../metrics/position-trajectory.ts';
import { stepExtent, wholeHistory } from '../../state/revisions.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { SceneSvg } from '../charts/scene-svg.tsx';
import { useSize } from '../charts/use-size.ts';
import { useWatch, useWords } from '../watch-context.ts';

interface TrajectoryProps {
  readonly trace: DecodeTrace;
  /** In the canvas after `cursor` steps. */
  readonly position: number;
  readonly cursor: number;
  /** Step that is marked, an index in `trace.steps`; `null` before the first. */
  readonly step: number | null;
}

/** What the model thought of a position at every step, also those behind the cursor; a click goes there. */
export function Trajectory({ trace, position, cursor, step }: TrajectoryProps) {
  const t = useWords();
  const hover = useWatch((state) => state.hover);
  const seek = useWatch((state) => state.seek);
  const [ref, size] = useSize<HTMLDivElement>();
  const stepCount = stepExtent(trace);
  const points = useMemo(() => positionTrajectory(trace, position, cursor), [trace, position, cursor]);
  const events = useMemo(() => wholeHistory(trace, position, cursor), [trace, position, cursor]);
  const maxEntropy = useMemo(() => entropyScale(trace), [trace]);
  const stepAt = (event: PointerEvent): number | null => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = trajectorySteps(stepCount, width).indexAt(event.clientX - left);
    return at !== null && at < trace.steps.length ? at : null;
  };
  return (
    <div
      ref={ref}
      className="trajectory"
      onPointerMove={(event) => {
        const at = stepAt(event);
        if (at !== null) hover(position, at);
      }}
      onPointerLeave={() => hover(null)}
      onPointerDown={(event) => {
        const at = stepAt(event);
        if (at !== null) seek(at + 1);
      }}
    >
      {size !== null && size.width > 0 && (
        <SceneSvg scene={trajectoryChart(points, events, size, { position, stepCount, maxEntropy, step }, t)} />
      )}
    </div>
  );
}
