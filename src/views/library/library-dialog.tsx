import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { type KeptRun, MOST_RUNS, searchRuns } from '../../state/kept-run.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { DialogFrame } from './dialog-frame.tsx';
import { RunRow } from './run-row.tsx';

/** The runs that this browser keeps: search, name, note, open, save, delete. */
export function LibraryDialog() {
  const t = useWords();
  const runs = useWatch((state) => state.runs);
  const notKept = useWatch((state) => state.notKept);
  const [query, setQuery] = useState('');
  const sought = useDeferredValue(query);
  const found = useMemo(() => searchRuns(runs, sought), [runs, sought]);
  const search = (
    <input
      type="search"
      className="input"
      aria-label={t('Search the runs')}
      placeholder={t('Search')}
      value={query}
      onChange={(event) => setQuery(event.target.value)}
    />
  );
  return (
    <DialogFrame title={t('Library')} className="library" aside={search}>
      <p className="muted small">
        {notKept === null
          ? t('Kept in this browser only, {{count}} runs at most; the oldest without name and note give way.', {
              count: MOST_RUNS,
            })
          : t.core(notKept)}
      </p>
      <Deleted />
      <p className="visually-hidden" role="status">
        {t('{{count}} runs', { count: found.length })}
      </p>
      {found.length > 0 ? (
        <RunList key={sought} runs={found} />
      ) : (
        <p className="muted empty">
          {runs.length > 0
            ? t('No run has all these words.')
            : t('Nothing is kept yet: every decode you run comes here by itself.')}
        </p>
      )}
    </DialogFrame>
  );
}

/** Rows that come at a time: those that are seen at first, and then what a frame has time for. */
const PORTION = 8;

/** The rows come in portions, each a task of its own, so that hundreds of them hold nothing up. */
function RunList({ runs }: { readonly runs: readonly KeptRun[] }) {
  const [count, setCount] = useState(PORTION);
  const more = count < runs.length;
  useEffect(() => {
    if (!more) return;
    const timer = setTimeout(() => setCount(count + PORTION));
    return () => clearTimeout(timer);
  }, [count, more]);
  return (
    <ul>
      {runs.slice(0, count).map((run) => (
        <RunRow key={run.id} run={run} />
      ))}
    </ul>
  );
}

/** Takes the focus, which was on a row that is gone. */
function Deleted() {
  const t = useWords();
  const deleted = useWatch((state) => state.deleted);
  const { restoreRun } = useActions();
  if (deleted === null) return null;
  return (
    <div key={deleted.id} className="notice information" role="status">
      <p>{t('Deleted: {{name}}', { name: deleted.name || deleted.promptText.slice(0, 60) })}</p>
      <button ref={(button) => button?.focus()} type="button" className="button" onClick={restoreRun}>
        {t('Undo')}
      </button>
    </div>
  );
}
