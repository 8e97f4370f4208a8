import { useActions, useWatch } from './watch-context.ts';

/** What went wrong, what was kept and what to do. */
export function NoticeBar() {
  const notice = useWatch((state) => state.notice);
  const setNotice = useWatch((state) => state.setNotice);
  const { loadModel } = useActions();
  return (
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
  );
}
