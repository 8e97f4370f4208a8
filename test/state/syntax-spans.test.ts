import { describe, expect, it } from 'vitest';
import { pythonSyntax } from '../../src/state/python-syntax.ts';
import { syntaxSpans } from '../../src/state/syntax-spans.ts';
import { type Segment, type TextLayout, textLayout, wordsOf } from '../../src/state/token-text.ts';
import { stubTrace } from './stub-decode.ts';

/** Each part with its kind, as `kind:text`. */
const parts = (text: string): string[] =>
  pythonSyntax(text).map(({ from, to, kind }) => `${kind}:${text.slice(from, to)}`);

const layoutOf = (lines: readonly (readonly string[])[]): TextLayout => {
  let position = 0;
  const segment = (text: string): Segment => ({ position: position++, part: 0, text, columns: text.length });
  return { lines: lines.map((line) => line.map(segment)), tail: [] };
};

describe('pythonSyntax', () => {
  it('finds keywords, definitions, strings, numbers and comments', () => {
    expect(parts('def f(a):\n    # twice\n    return a * 2 + len("x")')).toEqual([
      'keyword:def',
      'definition:f',
      'comment:# twice',
      'keyword:return',
      'number:2',
      'string:"x"',
    ]);
    expect(parts('class A:\n    x = None')).toEqual(['keyword:class', 'definition:A', 'keyword:None']);
  });

  it('bears code that was cut off', () => {
    expect(parts('def f(a):\n    for x in (a')).toContain('keyword:for');
  });

  it('finds nothing in prose', () => {
    expect(parts('Jack has 12 eggs and buys 9 more. If he gives 9 to Eva, how many are left?')).toEqual([]);
    expect(parts('')).toEqual([]);
  });

  it('looks only inside fences where there are any', () => {
    expect(parts('Here is a function for you:\n```python\nreturn 1\n```\nand not for prose')).toEqual([
      'keyword:return',
      'number:1',
    ]);
    expect(parts('```\nimport os')).toEqual(['keyword:import']);
  });
});

describe('syntaxSpans', () => {
  it('cuts the syntax along the tokens', () => {
    // `def fib():` with a name of two tokens, and a token that holds the end of one thing and the start of the next.
    const layout = layoutOf([
      ['def', ' fi', 'b():', '↵'],
      ['    ', 're', 'turn 1'],
    ]);
    const spans = syntaxSpans(layout, pythonSyntax);
    const of = (line: number, index: number) => spans.get(layout.lines[line]![index]!);
    expect(of(0, 0)).toEqual([{ text: 'def', kind: 'keyword' }]);
    expect(of(0, 1)).toEqual([
      { text: ' ', kind: null },
      { text: 'fi', kind: 'definition' },
    ]);
    expect(of(0, 2)).toEqual([
      { text: 'b', kind: 'definition' },
      { text: '():', kind: null },
    ]);
    expect(of(0, 3)).toBeUndefined();
    expect(of(1, 1)).toEqual([{ text: 're', kind: 'keyword' }]);
    expect(of(1, 2)).toEqual([
      { text: 'turn', kind: 'keyword' },
      { text: ' ', kind: null },
      { text: '1', kind: 'number' },
    ]);
  });

  it('leaves every text as it was', async () => {
    const layout = textLayout(await stubTrace());
    const spans = syntaxSpans(layout, pythonSyntax);
    expect(spans.size).toBeGreaterThan(2);
    for (const [segment, cut] of spans) expect(cut.map(({ text }) => text).join('')).toBe(segment.text);
  });
});

describe('wordsOf', () => {
  it('breaks before white space, and around wide characters', () => {
    const [line] = layoutOf([['Ja', 'ck', ' has', ' ', 'eggs', '漢', '字', 'ab']]).lines;
    expect(wordsOf(line!).map((word) => word.map(({ text }) => text).join(''))).toEqual([
      'Jack',
      ' has',
      ' eggs',
      '漢',
      '字',
      'ab',
    ]);
  });
});
