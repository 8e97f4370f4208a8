import { useEffect, useState } from 'react';
import type { Highlighter } from '../../state/syntax-spans.ts';

let loaded: Highlighter | undefined;

/** The parser is a chunk of its own, so that the page opens without it; `null` until it has come. */
export function useHighlighter(): Highlighter | null {
  const [highlighter, setHighlighter] = useState(() => loaded ?? null);
  useEffect(() => {
    if (highlighter !== null) return;
    let isCurrent = true;
    void import('../../state/python-syntax.ts').then(
      ({ pythonSyntax }) => {
        loaded = pythonSyntax;
        if (isCurrent) setHighlighter(() => pythonSyntax);
      },
      () => undefined, // Without it the text is plain.
    );
    return () => {
      isCurrent = false;
    };
  }, [highlighter]);
  return highlighter;
}
