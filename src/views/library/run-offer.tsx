import { otherModelWanted } from '../../state/model-slice.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';

/** In place of a canvas: a link named a decode that is not kept here, and a run makes it. */
export function RunOffer() {
  const t = useWords();
  const awaited = useWatch((state) => state.trace === null && state.awaited !== null);
  const prompt = useWatch((state) => state.promptText);
  const ready = useWatch((state) => state.model.phase === 'ready');
  const other = useWatch(otherModelWanted) !== null;
  const { run, playExample } = useActions();
  if (!awaited) return null;
  return (
    <div className="run-offer">
      <p className="run-offer-title">{t('This link is a decode that is not kept in this browser.')}</p>
      {prompt !== '' && <p className="muted">“{prompt}”</p>}
      <p>
        {prompt === ''
          ? t('The link has no prompt: write one, then run.')
          : other
            ? t('Prompt and settings are set, but another model is loaded: it will decode something else.')
            : t('Prompt and settings are set. The same model and seed make the same decode.')}
      </p>
      <div>
        <button type="button" className="button primary" disabled={!ready || prompt.trim() === ''} onClick={run}>
          {ready ? t('Run it') : t('Loading the model…')}
        </button>
        <button type="button" className="button" onClick={() => playExample()}>
          {t('Watch a recorded decode')}
        </button>
      </div>
    </div>
  );
}
