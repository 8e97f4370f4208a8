import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutText,
  firstFree,
  segmentMeetsBox,
  type TextMark,
  textBox,
  textWidth,
  wrapText,
} from '../../src/charts/text-layout.ts';

const mark = (x: number, y: number): TextMark => ({ kind: 'text', x, y, text: '.50', fill: 'ink', size: 12 });
const bounds = { left: 0, top: 0, right: 100, bottom: 100 };

describe('wrapText', () => {
  it('keeps every word and the width', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }), (words) => {
        const lines = wrapText(words.join(' '), 90, 12);
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(textWidth(line, 12) <= 90 || !line.includes(' ')).toBe(true);
      }),
    );
  });
});

describe('cutText', () => {
  it('keeps what has room, and cuts what has none', () => {
    // A digit is 0.63 em, an ellipsis 0.58: at ten pixels, 12.6 hold two digits, or one and an ellipsis.
    expect(cutText('12', 12.6, 10)).toBe('12');
    expect(cutText('123', 12.6, 10)).toBe('1…');
    expect(cutText('1', 1, 10)).toBe('…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 10, max: 200 }), (text, width) => {
        const cut = cutText(text, width, 12);
        expect(textWidth(cut, 12)).toBeLessThanOrEqual(width);
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
      }),
    );
  });
});

describe('wrapText of wide characters', () => {
  it('breaks between them, but never before a stop', () => {
    // 12 px each: six fit into 72 px; the seventh is a comma, so the sixth goes with it.
    expect(wrapText('一二三四五六，七八', 72, 12)).toEqual(['一二三四五', '六，七八']);
    expect(wrapText('约定：T−k 次提交', 200, 12)).toEqual(['约定：T−k 次提交']);
  });
});

describe('segmentMeetsBox', () => {
  const box = { left: 10, top: 10, right: 20, bottom: 20 };
  it.each([
    ['through', { x1: 0, y1: 15, x2: 30, y2: 15 }, true],
    ['inside', { x1: 12, y1: 12, x2: 18, y2: 13 }, true],
    ['ends short of it', { x1: 0, y1: 15, x2: 9, y2: 15 }, false],
    ['past the corner', { x1: 0, y1: 19, x2: 19, y2: 38 }, false],
    ['over the corner', { x1: 5, y1: 12, x2: 12, y2: 5 }, false],
    ['cuts the corner', { x1: 8, y1: 14, x2: 14, y2: 8 }, true],
    ['beside, upright', { x1: 25, y1: 0, x2: 25, y2: 30 }, false],
  ])('%s', (_, segment, meets) => {
    expect(segmentMeetsBox(segment, box)).toBe(meets);
  });
});

describe('firstFree', () => {
  it('takes the first candidate that covers nothing', () => {
    const boxes = [textBox(mark(10, 20))];
    const segments = [{ x1: 0, y1: 48, x2: 100, y2: 48 }];
    const candidates = [mark(-5, 80), mark(12, 22), mark(10, 50), mark(10, 80), mark(40, 80)];
    expect(firstFree(candidates, bounds, { boxes, segments })).toBe(candidates[3]);
  });

  it('gives up rather than cover something', () => {
    expect(firstFree([mark(10, 20)], bounds, { boxes: [bounds], segments: [] })).toBeNull();
  });
});
