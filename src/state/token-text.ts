/** Tokens as text on a canvas: which are text, which end it, and how many columns each takes. */
import type { DecodeTrace } from '../trace/types.ts';
import { columnsOf, contained } from './text-columns.ts';

/** `pad` and `eos` are drawn small: they say where the text ends and would otherwise crowd it out. */
export type TokenKind = 'text' | 'eos' | 'pad';

export function tokenKind(trace: DecodeTrace, tokenId: number): TokenKind {
  const { eos, pad } = trace.model.tokens;
  if (tokenId === pad) return 'pad';
  return eos.includes(tokenId) ? 'eos' : 'text';
}

/** The token's own text; an id no piece is known of as `⟨id⟩`. */
export function pieceOf(trace: DecodeTrace, tokenId: number): string {
  return trace.pieces.get(tokenId) ?? `⟨${tokenId}⟩`;
}

/** In one line, line breaks visible, and spaces where there is nothing else to see. */
export function oneLine(piece: string): string {
  return piece.trim() === '' ? quoted(piece) : contained(piece).replaceAll('\n', '↵').replaceAll('\t', '→');
}

/** In one line with all white space visible: for lists, where a leading space cannot be seen. */
export function quoted(piece: string): string {
  return contained(piece).replaceAll('\n', '↵').replaceAll('\t', '→').replaceAll(' ', '·');
}

/** The part of a token that stands on one line; a token with line breaks has several. */
export interface Segment {
  readonly position: number;
  /** 0 for the first part of the token. */
  readonly part: number;
  readonly text: string;
  /** Columns of a monospaced face. */
  readonly columns: number;
}

export interface TextLayout {
  readonly lines: readonly (readonly Segment[])[];
  /** Positions of the run of eos and pad that ends the newest canvas. */
  readonly tail: readonly number[];
}

/** Columns of a slot that no one knows the text of yet. */
const UNKNOWN_COLUMNS = 3;

/**
 * Where every token stands in the text. It follows from the newest canvas alone, not from the cursor: scrubbing through
 * a finished decode moves nothing, every slot waits at the place and in the size of the token that will fill it.
 */
export function textLayout(trace: DecodeTrace): TextLayout {
  const { final, request } = trace;
  const end = tailStart(trace);
  const lines: Segment[][] = [[]];
  for (let position = 0; position < end; position++) {
    const tokenId = final[position]!;
    if (tokenId === request.maskId) {
      lines.at(-1)!.push({ position, part: 0, text: '', columns: UNKNOWN_COLUMNS });
    } else if (tokenKind(trace, tokenId) !== 'text') {
      lines.at(-1)!.push({ position, part: 0, text: '', columns: 1 });
    } else {
      addText(lines, position, pieceOf(trace, tokenId));
    }
  }
  return { lines, tail: Array.from({ length: final.length - end }, (_, index) => end + index) };
}

function addText(lines: Segment[][], position: number, piece: string): void {
  const parts = contained(piece).split('\n');
  parts.forEach((text, part) => {
    const breaks = part < parts.length - 1;
    const shown = text.replaceAll('\t', '    ') + (breaks ? '↵' : '');
    if (shown !== '') lines.at(-1)!.push({ position, part, text: shown, columns: Math.max(1, columnsOf(shown)) });
    if (breaks) lines.push([]);
  });
  if (piece === '') lines.at(-1)!.push({ position, part: 0, text: '', columns: 1 });
}

/**
 * The segments of a line as words, between which it may wrap: a word begins with white space, as tokens do, or with a
 * wide character, as scripts without spaces wrap anywhere.
 */
export function wordsOf(line: readonly Segment[]): readonly (readonly Segment[])[] {
  const words: Segment[][] = [];
  for (const segment of line) {
    const word = words.at(-1);
    const begins =
      /^\s/.test(segment.text) || isWide(segment.text) || (word !== undefined && isWide(word.at(-1)!.text));
    if (word === undefined || begins) words.push([segment]);
    else word.push(segment);
  }
  return words;
}

const isWide = (text: string): boolean => text !== '' && columnsOf(text) > text.length;

/** First position of the run of eos and pad that ends the newest canvas; L if there is none. */
function tailStart({ final, model }: DecodeTrace): number {
  const isEnd = (tokenId: number): boolean => tokenId === model.tokens.pad || model.tokens.eos.includes(tokenId);
  let start = final.length;
  while (start > 0 && isEnd(final[start - 1]!)) start--;
  return start;
}

/** The text that the canvas holds so far, masked slots left out and cut at the first eos. */
export function committedText(trace: DecodeTrace, tokens: Int32Array): string {
  const end = tokens.findIndex((tokenId) => trace.model.tokens.eos.includes(tokenId));
  return Array.from(end < 0 ? tokens : tokens.subarray(0, end))
    .filter((tokenId) => tokenId !== trace.request.maskId && tokenId !== trace.model.tokens.pad)
    .map((tokenId) => pieceOf(trace, tokenId))
    .join('');
}
