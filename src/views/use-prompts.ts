import { examples } from './controls/examples.ts';
import { useWatch, useWords } from './watch-context.ts';

/** Characters of a prompt that stand for it in a menu. */
const MOST = 60;

/** Prompts for the model that is loaded: its authors' own, or those of the page. */
export function usePrompts(): readonly { readonly label: string; readonly prompt: string }[] {
  const t = useWords();
  const own = useWatch((state) => state.modelDefaults?.prompts);
  if (own === undefined || own.length === 0) return examples.map(({ label, prompt }) => ({ label: t(label), prompt }));
  return own.map((prompt) => {
    const [line = ''] = prompt.split('\n');
    return { label: line.length > MOST ? `${line.slice(0, MOST)}…` : line, prompt };
  });
}
