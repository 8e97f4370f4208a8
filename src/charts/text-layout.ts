/**
 * Text in a world without a font engine: widths are estimates for Inter, on the wide side, so that what does not
 * overlap here does not overlap on screen.
 */
import type { Mark } from './scene.ts';

export type TextMark = Extract<Mark, { kind: 'text' }>;

/** The chart's one size, in pixels: ticks, titles, labels, captions. */
export const TEXT_SIZE = 12;
export const LINE_HEIGHT = 16;

/** Estimated width in pixels of one line at `size` pixels. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) ems += characterWidth(character);
  return ems * size;
}

/** The text, or as much of its beginning as has room with an ellipsis behind it. */
export function cutText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, size) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

function characterWidth(character: string): number {
  if (/[ijl.,:;'|!()[\] ·]/.test(character)) return 0.32;
  if (/[mwMW@%—]/.test(character)) return 0.9;
  if (/[A-Z]/.test(character)) return 0.7;
  if (/[0-9+−=<>≥≤]/.test(character)) return 0.63;
  return character.codePointAt(0)! > 0x2e7f ? 1 : 0.58;
}

/**
 * Breaks at spaces, and after wide characters unless a wide stop or comma follows, into lines of at most `width` pixels;
 * a word that is longer gets a line of its own.
 */
export function wrapText(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(BREAKS)) {
    const longer = `${lines.at(-1) ?? ''}${word}`;
    if (lines.length === 0 || textWidth(longer.trimEnd(), size) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trimEnd());
}

const BREAKS = /(?<= )|(?<=[\u3000-\u9fff\uff00-\uffef])(?![\u3001\u3002\uff09\uff0c\uff1a\uff1b ])/;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** What a label may not cover. */
export interface Obstacles {
  readonly boxes: readonly Box[];
  readonly segments: readonly Segment[];
}

/** The box of a horizontal text mark. */
export function textBox({ x, y, text, size, anchor = 'start' }: TextMark): Box {
  const width = textWidth(text, size);
  const left = x - width * { start: 0, middle: 0.5, end: 1 }[anchor];
  return { left, right: left + width, top: y - 0.8 * size, bottom: y + 0.2 * size };
}

/** The first of the candidates that lies inside `bounds` and covers nothing; null if there is none. */
export function firstFree(candidates: readonly TextMark[], bounds: Box, obstacles: Obstacles): TextMark | null {
  return (
    candidates.find((candidate) => {
      const box = textBox(candidate);
      return (
        box.left >= bounds.left &&
        box.right <= bounds.right &&
        box.top >= bounds.top &&
        box.bottom <= bounds.bottom &&
        !obstacles.boxes.some((other) => boxesOverlap(box, other)) &&
        !obstacles.segments.some((segment) => segmentMeetsBox(segment, box))
      );
    }) ?? null
  );
}

export function boxesOverlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Liang–Barsky: is there a part of the segment inside the box? */
export function segmentMeetsBox({ x1, y1, x2, y2 }: Segment, box: Box): boolean {
  const dx = x2 - x1;
  const dy = y2 - y1;
  let enter = 0;
  let leave = 1;
  for (const [step, room] of [
    [-dx, x1 - box.left],
    [dx, box.right - x1],
    [-dy, y1 - box.top],
    [dy, box.bottom - y1],
  ] as const) {
    if (step === 0 && room < 0) return false;
    if (step < 0) enter = Math.max(enter, room / step);
    if (step > 0) leave = Math.min(leave, room / step);
  }
  return enter <= leave;
}
