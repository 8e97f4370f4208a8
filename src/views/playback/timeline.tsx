import { type PointerEvent, useMemo } from 'react';
import { type TimelineBars, timelineBars } from '../../charts/timeline-bars.ts';
import { stepSeries } from '../../metrics/step-series.ts';
import { stepExtent } from '../../state/revisions.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { type Size, useSize } from '../charts/use-size.ts';
import { useWatch, useWords } from '../watch-context.ts';

/** Commits (up) and remasks (down) per step, and the place in the decode: drag, or use the arrow keys. */
export function Timeline() {
  const trace = useWatch((state) => state.trace);
  const cursor = useWatch((state) => state.cursor);
  const seek = useWatch((state) => state.seek);
  const t = useWords();
  const [ref, size] = useSize<HTMLDivElement>();
  const bars = useMemo(() => (trace === null || size === null ? null : barsOf(trace, size)), [trace, size]);

  const scrub = (event: PointerEvent<HTMLDivElement>): void => {
    if (bars !== null) seek(bars.cursorAt(event.clientX - event.currentTarget.getBoundingClientRect().left));
  };
  return (
    <div
      ref={ref}
      className="timeline"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
      }}
    >
      {bars !== null && size !== null && (
        <svg width={size.width} height={size.height} aria-hidden="true">
          <path className="ahead" d={barPath(bars, cursor, Number.POSITIVE_INFINITY)} />
          <path className="behind" d={barPath(bars, 0, cursor)} />
          <path className="ahead down" d={remaskPath(bars, cursor, Number.POSITIVE_INFINITY)} />
          <path className="behind down" d={remaskPath(bars, 0, cursor)} />
          <line className="baseline" x1={0} x2={size.width} y1={bars.baseline - 0.5} y2={bars.baseline - 0.5} />
          <line className="cursor" x1={bars.cursorX(cursor)} x2={bars.cursorX(cursor)} y1={0} y2={size.height} />
        </svg>
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

/** A run that stopped early keeps its planned axis: the empty part is what was not decoded. */
function barsOf(trace: DecodeTrace, size: Size): TimelineBars {
  return timelineBars(stepSeries(trace), stepExtent(trace), size);
}

function barPath({ bars, baseline }: TimelineBars, from: number, to: number): string {
  return bars
    .slice(from, to)
    .map(({ x, width, committedY }) => `M${x},${committedY}h${width}V${baseline}h${-width}z`)
    .join('');
}

function remaskPath({ bars, baseline }: TimelineBars, from: number, to: number): string {
  return bars
    .slice(from, to)
    .filter(({ remasked }) => remasked > 0)
    .map(({ x, width, remaskedY }) => `M${x},${baseline}h${width}V${remaskedY}h${-width}z`)
    .join('');
}
