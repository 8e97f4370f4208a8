/** Which parts of a text are which part of Python's syntax. Loaded when the first canvas asks for it. */
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { parser } from '@lezer/python';
import type { SyntaxKind, SyntaxRange } from './syntax-spans.ts';

const kinds: readonly {
  readonly tag: Parameters<typeof tagHighlighter>[0][number]['tag'];
  readonly class: SyntaxKind;
}[] = [
  { tag: [tags.keyword, tags.bool, tags.null], class: 'keyword' },
  { tag: [tags.string, tags.special(tags.string)], class: 'string' },
  { tag: tags.number, class: 'number' },
  { tag: tags.comment, class: 'comment' },
  {
    tag: [tags.definition(tags.className), tags.function(tags.definition(tags.variableName))],
    class: 'definition',
  },
];
const highlighter = tagHighlighter(kinds);

/** Ranges in ascending order; none where the text is prose. In a text with fenced code, of the code alone. */
export function pythonSyntax(text: string): readonly SyntaxRange[] {
  const fences = [...text.matchAll(/```[^\n]*\n([\s\S]*?)(?:```|$)/g)];
  if (fences.length === 0) return syntaxOf(text, 0);
  return fences.flatMap((fence) => syntaxOf(fence[1]!, fence.index + fence[0].indexOf('\n') + 1));
}

function syntaxOf(code: string, offset: number): SyntaxRange[] {
  const tree = parser.parse(code);
  if (!isPython(tree)) return [];
  const ranges: SyntaxRange[] = [];
  highlightTree(tree, highlighter, (from, to, kind) => {
    ranges.push({ from: from + offset, to: to + offset, kind: kind as SyntaxKind });
  });
  return ranges;
}

/** Statements that prose does not have. */
const STATEMENTS =
  /^(FunctionDefinition|ClassDefinition|ReturnStatement|AssignStatement|UpdateStatement|ImportStatement|IfStatement|ForStatement|WhileStatement)$/;

/** Prose has a syntax error between most of its words; code that was cut off has one or two. */
function isPython(tree: ReturnType<typeof parser.parse>): boolean {
  let statements = 0;
  let errors = 0;
  tree.iterate({
    enter: ({ type }) => {
      if (type.isError) errors++;
      else if (STATEMENTS.test(type.name)) statements++;
    },
  });
  return statements > 0 && errors <= 2 * statements;
}
