/** The small picture of a decode: its text as bars, what ends it as dots, coloured by the order of their commits. */
import type { OrderMap } from '../trace/order-map.ts';
import type { Words } from '../words/words.ts';
import { orderColour } from './colour.ts';
import type { Mark, Paint, Scene } from './scene.ts';

interface ThumbnailOptions {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Pixels between bars; least and most height of a line with its gap, most width of a column. */
const GAP = 1;
const LEAST_LINE = 3;
const MOST_LINE = 10;
const MOST_COLUMN = 6;
/** A dot of the tail with its gap. */
const DOT = 4;

/** A column is as wide as the longest line allows; lines that do not fit are left out. */
export function orderThumbnail({ lines, tail, steps }: OrderMap, { width, height }: ThumbnailOptions, t: Words): Scene {
  const paint = (step: number): Paint => (step < 0 ? 'grid' : orderColour(step / Math.max(1, steps - 1)));
  const dotsPerLine = Math.floor(width / DOT);
  const tailHeight = Math.ceil(tail.length / dotsPerLine) * DOT + DOT;
  const room = Math.max(LEAST_LINE, height - tailHeight);
  const longest = Math.max(1, ...lines.map((cells) => cells.reduce((sum, [columns]) => sum + columns, 0)));
  const column = Math.min(MOST_COLUMN, width / longest);
  const pitch = Math.min(MOST_LINE, Math.max(LEAST_LINE, Math.floor(room / Math.max(1, lines.length))));
  const shown = lines.slice(0, Math.floor(room / pitch));
  const bars = shown.flatMap((cells, line): Mark[] => {
    let x = 0;
    return cells.map(([columns, step]): Mark => {
      const left = x;
      x += columns * column;
      const size = { width: Math.max(0.5, columns * column - GAP / 2), height: pitch - GAP };
      return { kind: 'rect', x: left, y: line * pitch, ...size, fill: paint(step) };
    });
  });
  const dots = tail.map((step, index): Mark => {
    const x = (index % dotsPerLine) * DOT;
    const y = shown.length * pitch + DOT + Math.floor(index / dotsPerLine) * DOT;
    return { kind: 'rect', x, y, width: DOT - GAP, height: DOT - GAP, fill: paint(step) };
  });
  return {
    width,
    height,
    title: t('Order of commits'),
    description: t('{{count}} steps', { count: steps }),
    marks: [...bars, ...dots],
  };
}
