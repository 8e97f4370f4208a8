import { type PointerEvent, useMemo } from 'react';
import { cellScale } from '../../charts/axis.ts';
import { cursorOf, extentOf, type Pane } from '../../state/compare-slice.ts';
import { paneLetters } from '../../state/pane-labels.ts';
import { transportOf } from '../../state/transport.ts';
import { alignedStep } from '../../trace/alignment.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { useSize } from '../charts/use-size.ts';
import { useWatch, useWords } from '../watch-context.ts';
import type { Compared } from './use-comparison.ts';

const LANE = 16;
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
  const lanes = useMemo(
    () =>
      panes.map(({ trace }) => {
        if (trace === null) return '';
        const steps = trace.steps.length;
        const laneExtent = alignment === 'fraction' ? Math.max(trace.request.steps, steps) : extent;
        return lanePath(trace, cellScale(laneExtent, LETTERS, LETTERS + width));
      }),
    [panes, alignment, extent, width],
  );
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
          {panes.map((pane, index) => (
            <g key={pane.id} className={`lane series-${index + 1}`} transform={`translate(0 ${index * LANE})`}>
              <text x={0} y={LANE - 4}>
                {paneLetters[index]}
              </text>
              <line className="baseline" x1={LETTERS} x2={size.width} y1={LANE - 2.5} y2={LANE - 2.5} />
              <path d={lanes[index]} />
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
  return <path className="parting" d={`M${x},${LANE - 8}l5,8h-10z`} />;
}

/** A bar a step, as high as its commits are many. */
function lanePath(trace: DecodeTrace, scale: { readonly cell: number; start(index: number): number }): string {
  const counts = trace.steps.map(({ unmask }) => unmask.length);
  const most = counts.reduce((max, count) => Math.max(max, count), 1);
  const gap = scale.cell > 3 ? 1 : 0;
  return counts
    .map((count, index) => {
      if (count === 0) return '';
      const height = 3 + (LANE - 6) * (count / most);
      return `M${scale.start(index).toFixed(2)},${LANE - 3}h${(scale.cell - gap).toFixed(2)}v${-height.toFixed(2)}h${-(scale.cell - gap).toFixed(2)}z`;
    })
    .join('');
}
