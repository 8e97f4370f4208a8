import { describe, expect, it } from 'vitest';
import { committedText, oneLine, quoted, textLayout, tokenKind } from '../../src/state/token-text.ts';
import { canvasAt } from '../../src/trace/canvas-at.ts';
import { stubTrace } from './stub-decode.ts';

const trace = await stubTrace();

describe('textLayout', () => {
  it('breaks lines where the tokens do, and puts the end of the text aside', () => {
    const { lines, tail } = textLayout(trace);
    expect(lines.map((line) => line.map(({ position, text }) => [position, text]))).toEqual([
      [
        [0, 'def'],
        [1, ' f'],
        [2, '():'],
        [3, '↵'],
      ],
      [
        [3, '    '],
        [4, 'return'],
        [5, ' 1'],
      ],
    ]);
    expect(tail).toEqual([6, 7, 8, 9]);
  });

  it('gives a slot without a token a place of fixed width', async () => {
    const { lines, tail } = textLayout(await stubTrace(4)); // 9, 8, 7 and 0 are committed
    expect(lines).toHaveLength(1);
    expect(lines[0]!.map(({ columns }) => columns)).toEqual([3, 3, 3, 3, 3, 3, 3]);
    expect(tail).toEqual([7, 8, 9]);
  });

  it('counts two columns for wide characters and four for a tab', () => {
    const wide = { ...trace, pieces: new Map([...trace.pieces, [3, '漢a'], [4, '\tb']]) };
    expect(
      textLayout(wide)
        .lines[0]!.slice(0, 2)
        .map(({ columns }) => columns),
    ).toEqual([3, 5]);
  });
});

describe('tokens as text', () => {
  it('tells text from its end', () => {
    expect([3, 0, 1].map((id) => tokenKind(trace, id))).toEqual(['text', 'eos', 'pad']);
  });

  it('makes white space visible where nothing else is', () => {
    expect(['\n    ', ' x', '  '].map(oneLine)).toEqual(['↵····', ' x', '··']);
    expect(quoted(' x\n')).toBe('·x↵');
  });

  it('reads what is committed, up to the end of the text', () => {
    expect(committedText(trace, trace.final)).toBe('def f():\n    return 1');
    expect(committedText(trace, canvasAt(trace, 6))).toBe('defreturn');
  });
});
