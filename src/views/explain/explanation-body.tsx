import type { Explanation } from '../../explain/term.ts';
import { SceneSvg } from '../charts/scene-svg.tsx';
import { useWords } from '../watch-context.ts';

/** Picture, paragraph and source of a term. */
export function ExplanationBody({ explanation: { picture, text, source } }: { readonly explanation: Explanation }) {
  const t = useWords();
  return (
    <div className="explanation">
      <SceneSvg scene={picture} className="explanation-picture" />
      <div>
        <p>{text}</p>
        <p className="small muted source">{t('Source: {{source}}', { source })}</p>
      </div>
    </div>
  );
}
