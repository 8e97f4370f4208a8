import { type PointerEvent, useId, useMemo } from 'react';
import { blockStarts, type TimelineBars, timelineBars } from '../../charts/timeline-bars.ts';
import { stepSeries } from '../../metrics/step-series.ts';
import { stepExtent, wholeHistory } from '../../state/revisions.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { type Size, useSize } from '../charts/use-size.ts';
import { useWatch, useWords } from '../watch-context.ts';
import { barPath, Hatch, overwritePath, remaskPath } from './bar-paths.tsx';
import { PositionMarks } from './position-marks.tsx';
import { StepTip } from './step-tip.tsx';

/** Above the bars, for the marks of one position. */
const LANE = 10;

/**
 * Commits (up, hatched where they overwrite) and remasks (down) per step, lines between blocks, and the place in the
 * decode: drag, or use the arrow keys.
 */
export function Timeline() {
  const trace = useWatch((state) => state.trace);
  const cursor = useWatch((state) => state.cursor);
  const seek = useWatch((state) => state.seek);
  const hover = useWatch((state) => state.hover);
  const hoveredStep = useWatch((state) => state.hoveredStep);
  const t = useWords();
  const [ref, size] = useSize<HTMLDivElement>();
  const bars = useMemo(() => (trace === null || size === null ? null : barsOf(trace, size)), [trace, size]);

  const pixel = (event: PointerEvent<HTMLDivElement>): number =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  return (
    <div
      ref={ref}
      className="timeline"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        if (bars !== null) seek(bars.cursorAt(pixel(event)));
      }}
      onPointerMove={(event) => {
        if (bars === null) return;
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(bars.cursorAt(pixel(event)));
        hover(null, bars.stepAt(pixel(event)));
      }}
      onPointerLeave={() => hover(null)}
    >
      {bars !== null && size !== null && trace !== null && (
        <>
          <Bars trace={trace} bars={bars} cursor={cursor} hoveredStep={hoveredStep} size={size} />
          {hoveredStep !== null && (
            <StepTip trace={trace} step={hoveredStep} x={bars.centreX(hoveredStep)} width={size.width} />
          )}
        </>
      )}
      <input
        type="range"
        aria-label={t('Step')}
        aria-valuetext={t('{{step}} of {{steps}} steps', { step: cursor, steps: trace?.steps.length ?? 0 })}
        min={0}
        max={trace?.steps.length ?? 0}
        value={cursor}
        onChange={(event) => seek(Number(event.target.value))}
      />
    </div>
  );
}

interface BarsProps {
  readonly trace: DecodeTrace;
  readonly bars: TimelineBars;
  readonly cursor: number;
  readonly hoveredStep: number | null;
  readonly size: Size;
}

function Bars({ trace, bars, cursor, hoveredStep, size }: BarsProps) {
  const position = useWatch((state) => state.hovered ?? state.pinned);
  const hatch = useId();
  const starts = useMemo(() => blockStarts(trace.steps), [trace]);
  const events = useMemo(
    () => (position === null ? [] : wholeHistory(trace, position, cursor)),
    [trace, position, cursor],
  );
  const height = size.height - LANE;
  const place = bars.cursorX(cursor);
  return (
    <svg width={size.width} height={size.height} aria-hidden="true">
      <Hatch id={hatch} />
      <g transform={`translate(0 ${LANE})`}>
        {hoveredStep !== null && (
          <rect
            className="hovered"
            x={bars.cursorX(hoveredStep)}
            width={Math.max(1, bars.cursorX(hoveredStep + 1) - bars.cursorX(hoveredStep))}
            height={height}
          />
        )}
        <path className="ahead" d={barPath(bars, cursor, Number.POSITIVE_INFINITY)} />
        <path className="behind" d={barPath(bars, 0, cursor)} />
        <path d={overwritePath(bars)} fill={`url(#${hatch})`} />
        <path className="ahead down" d={remaskPath(bars, cursor, Number.POSITIVE_INFINITY)} />
        <path className="behind down" d={remaskPath(bars, 0, cursor)} />
        <line className="baseline" x1={0} x2={size.width} y1={bars.baseline - 0.5} y2={bars.baseline - 0.5} />
        {starts.map((step) => (
          <line
            key={step}
            className="block-start"
            x1={bars.cursorX(step) - 0.5}
            x2={bars.cursorX(step) - 0.5}
            y1={-LANE}
            y2={height}
          />
        ))}
      </g>
      <PositionMarks events={events} bars={bars} y={LANE / 2} />
      <line className="cursor" x1={place} x2={place} y1={0} y2={size.height} />
    </svg>
  );
}

/** A run that stopped early keeps its planned axis: the empty part is what was not decoded. */
function barsOf(trace: DecodeTrace, { width, height }: Size): TimelineBars {
  return timelineBars(stepSeries(trace), stepExtent(trace), { width, height: height - LANE });
}
