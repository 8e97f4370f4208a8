import { useEffect, useRef } from 'react';
import { keyHelp } from './use-watch-keys.ts';
import { useWatch, useWords } from './watch-context.ts';

/** The keys, in a dialog. */
export function Help() {
  return useWatch((state) => state.helpOpen) ? <HelpDialog /> : null;
}

function HelpDialog() {
  const setOpen = useWatch((state) => state.setHelpOpen);
  const t = useWords();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} className="help" aria-labelledby="help-title" onClose={() => setOpen(false)}>
      <h2 id="help-title">{t('Keys')}</h2>
      <dl>
        {keyHelp.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{t(keys)}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="button" onClick={() => setOpen(false)}>
        {t('Close')}
      </button>
    </dialog>
  );
}
