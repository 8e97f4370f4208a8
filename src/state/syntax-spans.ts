/** The syntax of a finished text, cut along its tokens. */
import type { Segment, TextLayout } from './token-text.ts';

export const syntaxKinds = ['keyword', 'string', 'number', 'comment', 'definition'] as const;
export type SyntaxKind = (typeof syntaxKinds)[number];

/** Part of a text in code units, `to` exclusive. */
export interface SyntaxRange {
  readonly from: number;
  readonly to: number;
  readonly kind: SyntaxKind;
}

/** Part of a token of one kind; `null` is none. */
export interface SyntaxSpan {
  readonly text: string;
  readonly kind: SyntaxKind | null;
}

/** Finds ranges in a text, ascending and apart. */
export type Highlighter = (text: string) => readonly SyntaxRange[];

/**
 * Spans of every segment that has any syntax; their texts make up the segment's. Slots without a token are left out of
 * the text.
 */
export function syntaxSpans(
  { lines }: TextLayout,
  highlight: Highlighter,
): ReadonlyMap<Segment, readonly SyntaxSpan[]> {
  const source = lines.map((line) => line.map(sourceOf).join('')).join('\n');
  const ranges = highlight(source);
  const spans = new Map<Segment, readonly SyntaxSpan[]>();
  let start = 0;
  let first = 0;
  for (const line of lines) {
    for (const segment of line) {
      const end = start + sourceOf(segment).length;
      while (first < ranges.length && ranges[first]!.to <= start) first++;
      const cut = cutAt(segment.text, start, end, ranges, first);
      if (cut.some(({ kind }) => kind !== null)) spans.set(segment, cut);
      start = end;
    }
    start++; // The line break.
  }
  return spans;
}

/** A segment's text without the sign of its line break. */
const sourceOf = ({ text }: Segment): string => (text.endsWith('↵') ? text.slice(0, -1) : text);

function cutAt(
  text: string,
  start: number,
  end: number,
  ranges: readonly SyntaxRange[],
  first: number,
): readonly SyntaxSpan[] {
  const spans: SyntaxSpan[] = [];
  let at = start;
  for (let index = first; index < ranges.length && ranges[index]!.from < end; index++) {
    const { from, to, kind } = ranges[index]!;
    if (from > at) spans.push({ text: text.slice(at - start, from - start), kind: null });
    spans.push({ text: text.slice(Math.max(at, from) - start, Math.min(to, end) - start), kind });
    at = Math.min(to, end);
  }
  if (at - start < text.length) spans.push({ text: text.slice(at - start), kind: null });
  return spans;
}
