import { hasSettings } from '../../state/settings-slice.ts';
import { useWatch, useWords } from '../watch-context.ts';

/** What an opened figure, table or film says of its decode, and its settings to run it again. */
export function FigureNotice() {
  const figure = useWatch((state) => state.figure);
  const setFigure = useWatch((state) => state.setFigure);
  const adopt = useWatch((state) => state.adopt);
  const t = useWords();
  return (
    <div aria-live="polite">
      {figure !== null && (
        <div className="notice information">
          <p>
            {t(
              'This {{kind}} shows a decode of {{date}}: {{model}}, strategy {{strategy}}, seed {{seed}}, prompt “{{prompt}}”. It holds the settings, not the decode.',
              {
                kind: figure.kind,
                date: figure.source.createdAt.slice(0, 10),
                model: figure.source.modelLabel,
                strategy: figure.source.request.strategy,
                seed: figure.source.request.seed,
                prompt: shortened(figure.source.promptText),
              },
            )}
          </p>
          {hasSettings(figure.source) && (
            <button
              type="button"
              className="button"
              onClick={() => {
                adopt(figure.source);
                setFigure(null);
              }}
            >
              {t('Use its settings')}
            </button>
          )}
          <button type="button" className="button" onClick={() => setFigure(null)}>
            {t('Dismiss')}
          </button>
        </div>
      )}
    </div>
  );
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
