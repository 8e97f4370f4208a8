import { continuation } from '../state/continuation.ts';
import { errorMessage } from './error-message.ts';
import { FigureNotice } from './exports/figure-notice.tsx';
import { UsualSettings } from './models/usual-settings.tsx';
import { WantedModel } from './models/wanted-model.tsx';
import { useActions, useWatch, useWords } from './watch-context.ts';

/** What went wrong, what was kept and what to do; and what is to be known of an imported trace. */
export function NoticeBar() {
  const notice = useWatch((state) => state.notice);
  const setNotice = useWatch((state) => state.setNotice);
  const { loadModel, goOn } = useActions();
  const goesOn = useWatch((state) => state.place === 'watch' && continuation(state) === 'reload');
  const t = useWords();
  return (
    <>
      <div role="alert">
        {notice !== null && (
          <div className="notice">
            <p>
              <strong>{errorMessage(notice.error, t)}</strong> {notice.kept} {t.core(notice.error.remedy)}
            </p>
            {notice.reloadModel && (
              <button type="button" className="button" onClick={goesOn ? goOn : loadModel}>
                {goesOn ? t('Load the model again and go on') : t('Reload model')}
              </button>
            )}
            <button type="button" className="button" onClick={() => setNotice(null)}>
              {t('Dismiss')}
            </button>
          </div>
        )}
      </div>
      <div aria-live="polite">
        <WantedModel />
        <UsualSettings />
      </div>
      <Notes />
      <FigureNotice />
    </>
  );
}

function Notes() {
  const notes = useWatch((state) => state.notes);
  const t = useWords();
  const dismiss = useWatch((state) => state.dismissNotes);
  const isHistory = useWatch((state) => state.importing !== null);
  const ask = useWatch((state) => state.askImport);
  return (
    <div aria-live="polite">
      {notes.length > 0 && (
        <div className="notice information">
          <p>{notes.map(t.core).join(' ')}</p>
          {isHistory && (
            <button type="button" className="button" onClick={() => ask(true)}>
              {t('Import it differently…')}
            </button>
          )}
          <button type="button" className="button" onClick={dismiss}>
            {t('Dismiss')}
          </button>
        </div>
      )}
    </div>
  );
}
