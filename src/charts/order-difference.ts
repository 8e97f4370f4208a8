/** For each position how much earlier or later it was committed than in the base: one strip a decode. */
import type { Words } from '../words/words.ts';
import { BOTTOM_AXIS_HEIGHT, type ChartSize } from './axis.ts';
import { POSITION_MARGIN, positionAxis, positionScale } from './position-axis.ts';
import type { Mark, Paint, Scene } from './scene.ts';
import { LINE_HEIGHT, TEXT_SIZE, textWidth } from './text-layout.ts';

export interface OrderStrip {
  readonly letter: string;
  readonly paint: Paint;
  /** [L] ranks in [0, 1], `NaN` where masked. */
  readonly ranks: Float64Array;
  /** Kendall's τ with the base; `null` = not defined. */
  readonly tau: number | null;
}

export interface OrderBase {
  readonly letter: string;
  readonly ranks: Float64Array;
}

/** Ends of the diverging map; the middle is the surface itself. 3 : 1 on it in both themes, and safe for colour-blind people. */
const EARLIER: Paint = '#2a9d8f';
const LATER: Paint = '#c9822b';
/** Levels on each side of the middle. */
const LEVELS = 8;

const RIGHT = 58;
const LEGEND_HEIGHT = LINE_HEIGHT + 8;

/**
 * @param strips of the other decodes, of the base's canvas length.
 * @param size pixels, ≥ 300 × 100. @param hovered position with a line over all strips.
 */
export function orderDifference(
  base: OrderBase,
  strips: readonly OrderStrip[],
  size: ChartSize,
  t: Words,
  hovered: number | null = null,
): Scene {
  const { width, height } = size;
  const length = base.ranks.length;
  const plot = {
    left: POSITION_MARGIN.left,
    right: width - RIGHT,
    top: LEGEND_HEIGHT,
    bottom: height - BOTTOM_AXIS_HEIGHT,
  };
  const positions = positionScale(length, plot.left, plot.right);
  const row = (plot.bottom - plot.top) / Math.max(1, strips.length);
  const marks: Mark[] = [
    ...legend(base.letter, plot, t),
    ...positionAxis(plot, length, t('position (tokens after the prompt)')),
  ];
  for (const [index, { letter, paint, ranks, tau }] of strips.entries()) {
    const top = plot.top + index * row + 2;
    const bottom = plot.top + (index + 1) * row - 2;
    const middle = (top + bottom) / 2 + TEXT_SIZE * 0.35;
    marks.push({
      kind: 'rect',
      x: plot.left,
      y: top,
      width: plot.right - plot.left,
      height: bottom - top,
      fill: 'grid',
      opacity: 0.5,
    });
    marks.push(...cells(base.ranks, ranks, positions.start, top, bottom));
    marks.push({
      kind: 'text',
      x: plot.left - 8,
      y: middle,
      text: letter,
      fill: paint,
      size: TEXT_SIZE,
      weight: 650,
      anchor: 'end',
    });
    const text = `τ ${tau === null ? '–' : signed(tau)}`;
    marks.push({ kind: 'text', x: plot.right + 8, y: middle, text, fill: 'ink', size: TEXT_SIZE });
  }
  if (hovered !== null && hovered < length) {
    const x = positions.centre(hovered);
    marks.push({ kind: 'line', x1: x, y1: plot.top, x2: x, y2: plot.bottom, stroke: 'accent', width: 1.5 });
  }
  return { width, height, title: t('Order difference'), description: summary(base, strips, t), marks };
}

/** The position under a pixel of the chart; `null` beside the strips. */
export function orderDifferencePosition(length: number, width: number, x: number): number | null {
  return positionScale(length, POSITION_MARGIN.left, width - RIGHT).indexAt(x);
}

/** Cells of one strip, those of equal colour in one path. */
function cells(
  base: Float64Array,
  ranks: Float64Array,
  start: (position: number) => number,
  top: number,
  bottom: number,
): Mark[] {
  const paths = new Map<number, string>();
  for (let position = 0; position < base.length; position++) {
    const level = Math.round((ranks[position]! - base[position]!) * LEVELS);
    if (Number.isNaN(level) || level === 0) continue;
    const [from, to] = [start(position), start(position + 1)];
    const cell = `M${from.toFixed(2)},${top}H${to.toFixed(2)}V${bottom}H${from.toFixed(2)}z`;
    paths.set(level, (paths.get(level) ?? '') + cell);
  }
  return [...paths].map(([level, d]): Mark => {
    return { kind: 'path', d, fill: level < 0 ? EARLIER : LATER, opacity: Math.abs(level) / LEVELS, crisp: true };
  });
}

/** `earlier than A ▏ramp▕ later`, at the top. */
function legend(letter: string, plot: { readonly left: number; readonly right: number }, t: Words): Mark[] {
  const earlier = t('earlier than in {{letter}}', { letter });
  const text = { y: 12, fill: 'muted', size: TEXT_SIZE } as const;
  const from = plot.left + textWidth(earlier, TEXT_SIZE) + 8;
  const step = 5;
  const levels = Array.from({ length: 2 * LEVELS }, (_, index) => index - LEVELS + (index < LEVELS ? 0 : 1));
  return [
    { kind: 'text', x: plot.left, text: earlier, ...text },
    ...levels.map((level, index): Mark => {
      const box = { x: from + index * step, y: 3, width: step, height: 10 };
      return { kind: 'rect', ...box, fill: level < 0 ? EARLIER : LATER, opacity: Math.abs(level) / LEVELS };
    }),
    { kind: 'text', x: from + levels.length * step + 8, text: t('later'), ...text },
  ];
}

function signed(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

function summary(base: OrderBase, strips: readonly OrderStrip[], t: Words): string {
  return strips
    .map(({ letter, tau }) =>
      t('Order of {{letter}} against {{base}}: Kendall’s τ {{tau}}.', {
        letter,
        base: base.letter,
        tau: tau === null ? '–' : signed(tau),
      }),
    )
    .join(' ');
}
