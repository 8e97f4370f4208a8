import { useActions, useWatch } from './watch-context.ts';

/** What went wrong, what was kept and what to do; and what is to be known of an imported trace. */
export function NoticeBar() {
  const notice = useWatch((state) => state.notice);
  const setNotice = useWatch((state) => state.setNotice);
  const { loadModel } = useActions();
  return (
    <>
      <div role="alert">
        {notice !== null && (
          <div className="notice">
            <p>
              <strong>{notice.error.message}</strong> {notice.kept} {notice.error.remedy}
            </p>
            {notice.reloadModel && (
              <button type="button" className="button" onClick={loadModel}>
                Reload model
              </button>
            )}
            <button type="button" className="button" onClick={() => setNotice(null)}>
              Dismiss
            </button>
          </div>
        )}
      </div>
      <Notes />
    </>
  );
}

function Notes() {
  const notes = useWatch((state) => state.notes);
  const dismiss = useWatch((state) => state.dismissNotes);
  return (
    <div aria-live="polite">
      {notes.length > 0 && (
        <div className="notice information">
          <p>{notes.join(' ')}</p>
          <button type="button" className="button" onClick={dismiss}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}
