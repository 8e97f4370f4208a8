import { memo, type PointerEvent, useId, useMemo } from 'react';
import { cellScale } from '../../charts/axis.ts';
import { timelineBars } from '../../charts/timeline-bars.ts';
import { stepSeries } from '../../metrics/step-series.ts';
import { cursorOf, extentOf, type Pane } from '../../state/compare-slice.ts';
import { paneLetters } from '../../state/pane-labels.ts';
import { stepExtent } from '../../state/revisions.ts';
import { transportOf } from '../../state/transport.ts';
import { alignedStep } from '../../trace/alignment.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { useSize } from '../charts/use-size.ts';
import { barPath, Hatch, overwritePath, remaskPath } from '../playback/bar-paths.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import type { Compared } from './use-comparison.ts';

const LANE = 18;
/** Between a lane and the one above. */
const GAP = 4;
const LETTERS = 16;

/**
 * A lane of commits for each pane over the common cursor: drag, or use the arrow keys. A mark stands where a pane first
 * differs from the base.
 */
export function CompareTimeline({ runs }: { readonly runs: readonly Compared[] }) {
  const t = useWords();
  const panes = useWatch((state) => state.panes);
  const alignment = useWatch((state) => state.alignment);
  const cursor = useWatch((state) => state.compareCursor);
  const planned = useWatch((state) => transportOf(state).planned);
  const seek = useWatch((state) => state.seekPanes);
  const [ref, size] = useSize<HTMLDivElement>();
  const end = extentOf(panes);
  const extent = Math.max(1, planned ?? end);
  const width = Math.max(1, (size?.width ?? 1) - LETTERS);
  const scale = useMemo(() => cellScale(extent, LETTERS, LETTERS + width), [extent, width]);
  const hatch = useId();
  const scrub = (event: PointerEvent<HTMLDivElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    seek(Math.round((x - LETTERS) / scale.cell));
  };
  const text = panes
    .map(({ trace }, index) => {
      const steps = trace?.steps.length ?? 0;
      return `${paneLetters[index]} ${alignedStep(alignment, cursor, end, steps)}`;
    })
    .join(', ');
  return (
    <div
      ref={ref}
      className="timeline compare-timeline"
      style={{ height: panes.length * LANE }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
      }}
    >
      {size !== null && (
        <svg width={size.width} height={panes.length * LANE} aria-hidden="true">
          <Hatch id={hatch} />
          {panes.map((pane, index) => (
            <g key={pane.id} className={`lane series-${index + 1}`} transform={`translate(0 ${index * LANE})`}>
              <text x={0} y={LANE - 4}>
                {paneLetters[index]}
              </text>
              {pane.trace !== null && (
                <Lane
                  trace={pane.trace}
                  extent={alignment === 'step' ? extent : stepExtent(pane.trace)}
                  width={width}
                  hatch={hatch}
                />
              )}
              <Parting run={runs.find((run) => run.index === index)} pane={pane} start={scale.start} />
            </g>
          ))}
          <line className="cursor" x1={scale.start(cursor)} x2={scale.start(cursor)} y1={0} y2={panes.length * LANE} />
        </svg>
      )}
      <input
        type="range"
        aria-label={t('Common step')}
        aria-valuetext={text}
        min={0}
        max={end}
        value={cursor}
        onChange={(event) => seek(Number(event.target.value))}
      />
    </div>
  );
}

interface LaneProps {
  readonly trace: DecodeTrace;
  /** Steps on the whole width. */
  readonly extent: number;
  readonly width: number;
  /** Id of the pattern of overwrites. */
  readonly hatch: string;
}

/** What each step of a pane did: commits up, hatched where they overwrite, remasks down. */
const Lane = memo(function Lane({ trace, extent, width, hatch }: LaneProps) {
  const bars = useMemo(
    () => timelineBars(stepSeries(trace), extent, { width, height: LANE - GAP, least: 2 }),
    [trace, extent, width],
  );
  return (
    <g transform={`translate(${LETTERS} ${GAP})`}>
      <path className="commits" d={barPath(bars)} />
      <path d={overwritePath(bars)} fill={`url(#${hatch})`} />
      <path className="down" d={remaskPath(bars)} />
      <line className="baseline" x1={0} x2={width} y1={bars.baseline - 0.5} y2={bars.baseline - 0.5} />
    </g>
  );
});

interface PartingProps {
  readonly run: Compared | undefined;
  readonly pane: Pane;
  /** Pixel of a step of the common cursor. */
  readonly start: (step: number) => number;
}

/** A triangle under the first step that differs from the base. */
function Parting({ run, pane, start }: PartingProps) {
  const alignment = useWatch((state) => state.alignment);
  const panes = useWatch((state) => state.panes);
  const steps = run?.running === false ? run.summary.divergence?.step?.b : undefined;
  if (steps === undefined) return null;
  const x = start(cursorOf(steps, pane, { panes, alignment }));
  return <path className="parting" d={`M${x},${LANE - 7}l5,8h-10z`} />;
}
