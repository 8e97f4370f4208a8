import type { TimelineBars } from '../../charts/timeline-bars.ts';
import type { PositionEvent } from '../../state/revisions.ts';

interface PositionMarksProps {
  readonly events: readonly PositionEvent[];
  readonly bars: TimelineBars;
  /** Pixel of their middle. */
  readonly y: number;
}

/** The steps that touched one position: a dot for a commit, a square for an overwrite, a ring for a remask. */
export function PositionMarks({ events, bars, y }: PositionMarksProps) {
  return (
    <g className="position-marks">
      {events.map(({ step, change }, index) => {
        const x = bars.centreX(step);
        // Two events of one step are possible.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        if (change === 'overwrite') return <rect key={index} x={x - 3} y={y - 3} width={6} height={6} />;
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        return <circle key={index} cx={x} cy={y} r={3} className={change} />;
      })}
    </g>
  );
}
