/** How wide a text is on a grid of monospaced columns, whatever script it is in. */
import { eastAsianWidth } from 'get-east-asian-width';

/** What a reader sees as one character: a letter with its accents, an emoji with its modifiers. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const isPlain = (text: string): boolean => /^[ -~]*$/.test(text);

/** Columns of a text in one line: 2 for East Asian wide characters and emoji, 0 for marks that combine. */
export function columnsOf(text: string): number {
  if (isPlain(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += graphemeColumns(segment);
  return columns;
}

function graphemeColumns(grapheme: string): number {
  if (/^[\p{Mark}\p{Format}\p{Control}]*$/u.test(grapheme)) return 0;
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(grapheme)) return 2;
  return eastAsianWidth(grapheme.codePointAt(0)!);
}

/**
 * Without what would reach beyond its own token: marks that turn the direction of the text around it are left out, and
 * control characters become their pictures. Line breaks and tabs stay.
 */
export function contained(text: string): string {
  if (isPlain(text)) return text;
  return text
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/(?![\n\t])\p{Control}/gu, (control) =>
      String.fromCharCode(0x2400 + Math.min(0x21, control.charCodeAt(0))),
    );
}
