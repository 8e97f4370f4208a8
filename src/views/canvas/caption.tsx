import { continuation } from '../../state/continuation.ts';
import { galleryExamples } from '../../state/gallery.ts';
import { linkedModel } from '../../state/model-slice.ts';
import { settingsAreShown, shownExperiment } from '../../state/page-link.ts';
import type { Origin } from '../../state/run-slice.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { ColourLegend } from './colour-legend.tsx';

function originName(origin: Origin, t: Words): string {
  return {
    example: t('A recorded decode.'),
    run: t('Your decode.'),
    file: t('An opened trace.'),
    kept: t('A kept decode.'),
    compare: t('A decode of the comparison.'),
  }[origin];
}

/** What is on screen, and what can be done with it. */
export function Caption() {
  const t = useWords();
  const trace = useWatch((state) => state.trace);
  const origin = useWatch((state) => state.origin);
  const run = useWatch((state) => state.run);
  const adopt = useWatch((state) => state.adopt);
  const colour = useWatch((state) => state.colour);
  const edited = useWatch((state) => shownExperiment(state) !== null && !settingsAreShown(state));
  const goesOn = useWatch(continuation);
  const { goOn } = useActions();
  const openDialog = useWatch((state) => state.openDialog);
  const maker = useWatch(({ trace: shown, modelId }) =>
    shown === null || linkedModel(shown.model.id) === modelId ? null : shown.model.label,
  );
  const example = useWatch((state) => galleryExamples.find(({ id }) => id === state.exampleId));
  const name = run === 'idle' ? originName(origin, t) : t('Decoding now.');
  return (
    <div className="caption">
      <div className="caption-line">
        <p className="what">
          {trace !== null && (
            <>
              <strong>{name}</strong> {maker !== null && `${t('Made by {{model}}.', { model: maker })} `}
              {run === 'idle' && <EarlyEnd trace={trace} />}
              <span className="muted">
                {run === 'idle' && origin === 'example' && example !== undefined
                  ? t.core(example.lookFor)
                  : t('Outlined: masked, with the best guess so far. Filled: committed.')}
              </span>
            </>
          )}
        </p>
        {run === 'idle' && trace !== null && (
          <span>
            {goesOn !== null && (
              <button
                type="button"
                className="button quiet"
                title={goesOn === 'ready' ? t('Decode the rest') : t('Load the model again and go on')}
                onClick={goOn}
              >
                {t('Go on')}
              </button>
            )}
            {edited && (
              <button type="button" className="button quiet" onClick={() => adopt(trace)}>
                {t('Use its settings')}
              </button>
            )}
            <button type="button" className="button quiet" onClick={() => openDialog('gallery')}>
              {t('Gallery')}
            </button>
          </span>
        )}
      </div>
      <div className="caption-line">
        <p className="prompt-line" dir="auto" title={trace?.promptText}>
          {trace === null ? '' : `“${trace.promptText}”`}
        </p>
        {trace !== null && <ColourLegend mode={colour} trace={trace} />}
      </div>
    </div>
  );
}

/** Says it where a decode did not come to its end. */
function EarlyEnd({ trace }: { readonly trace: DecodeTrace }) {
  const t = useWords();
  const values = { count: trace.steps.length };
  if (trace.finish === 'complete') return null;
  if (trace.finish === 'stalled') {
    return <strong>{t('It stalled after {{count}} steps: the strategy got nowhere.', values)} </strong>;
  }
  return <strong>{t('It ended early, after {{count}} steps.', values)} </strong>;
}
