/** The few shapes that all pictures are made of. */
import type { Mark, Paint } from '../charts/scene.ts';
import { TEXT_SIZE } from '../charts/text-layout.ts';

/** What a slot of a canvas looks like: as on the page, outlined while masked, filled once committed. */
export type SlotLook = 'prompt' | 'masked' | 'committed' | 'new' | 'lost';

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface LabelStyle {
  readonly fill?: Paint;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: number;
}

/** @param y baseline. */
export function label(x: number, y: number, text: string, style: LabelStyle = {}): Mark {
  return { kind: 'text', x, y, text, fill: 'muted', size: TEXT_SIZE, ...style };
}

/** Outline of a frame with rounded corners, drawn inside its edges. */
function roundedPath({ x, y, width, height }: Frame): string {
  const r = 3;
  const [w, h] = [width - 1 - 2 * r, height - 1 - 2 * r];
  const corner = (dx: number, dy: number): string => `a${r},${r} 0 0 1 ${dx},${dy}`;
  return (
    `M${x + 0.5 + r},${y + 0.5}h${w}${corner(r, r)}v${h}${corner(-r, r)}` +
    `h${-w}${corner(-r, -r)}v${-h}${corner(r, -r)}z`
  );
}

/** A slot with a token, or with a guess where it is masked. */
export function slot(frame: Frame, look: SlotLook, text = ''): Mark[] {
  const d = roundedPath(frame);
  const box: Mark = {
    prompt: { kind: 'path', d, fill: 'grid' } as const,
    masked: { kind: 'path', d, stroke: 'muted' } as const,
    committed: { kind: 'path', d, fill: 'series-1' } as const,
    new: { kind: 'path', d, fill: 'series-2' } as const,
    lost: { kind: 'path', d, stroke: 'series-2', width: 1.5, dash: '3 3' } as const,
  }[look];
  if (text === '') return [box];
  const fill = ({ prompt: 'ink', masked: 'muted', committed: 'surface', new: 'surface', lost: 'series-2' } as const)[
    look
  ];
  const middle = frame.y + frame.height / 2 + TEXT_SIZE * 0.35;
  return [box, label(frame.x + frame.width / 2, middle, text, { fill, anchor: 'middle' })];
}

/** A horizontal arrow, its head at x2. */
export function arrow(x1: number, y: number, x2: number, stroke: Paint = 'muted'): Mark[] {
  const back = x2 > x1 ? -5 : 5;
  return [
    { kind: 'line', x1, y1: y, x2, y2: y, stroke },
    { kind: 'path', d: `M${x2 + back},${y - 4}L${x2},${y}L${x2 + back},${y + 4}`, stroke },
  ];
}

interface Bars {
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  /** Of a bar of 1. */
  readonly height: number;
  readonly bar: number;
  readonly gap: number;
  paint(index: number): Paint;
}

/** Bars side by side on a base line. @param values in [0, 1]. */
export function bars(values: ArrayLike<number>, { x, y, height, bar, gap, paint }: Bars): Mark[] {
  const width = values.length * (bar + gap) - gap;
  return [
    ...Array.from(values, (value, index): Mark => {
      const tall = value * height;
      return { kind: 'rect', x: x + index * (bar + gap), y: y - tall, width: bar, height: tall, fill: paint(index) };
    }),
    { kind: 'line', x1: x, y1: y + 0.5, x2: x + width, y2: y + 0.5, stroke: 'muted' },
  ];
}

/** Two decimals, with a real minus sign. */
export function fixed(value: number | null): string {
  return value === null ? '–' : value.toFixed(2).replace('-', '−');
}
