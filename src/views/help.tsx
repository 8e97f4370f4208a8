import { useEffect, useRef } from 'react';
import { prefersStill } from './explain/reduced-motion.ts';
import { keyHelp } from './use-watch-keys.ts';
import { useWatch, useWords } from './watch-context.ts';

/** The keys, and the ways to the glossary and the tour, in a dialog. */
export function Help() {
  return useWatch((state) => state.helpOpen) ? <HelpDialog /> : null;
}

function HelpDialog() {
  const setOpen = useWatch((state) => state.setHelpOpen);
  const setGlossaryOpen = useWatch((state) => state.setGlossaryOpen);
  const startTour = useWatch((state) => state.startTour);
  const hasTrace = useWatch((state) => state.trace !== null);
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
      <div className="help-ways">
        <button
          type="button"
          className="button"
          onClick={() => {
            setOpen(false);
            setGlossaryOpen(true);
          }}
        >
          {t('Glossary')}
        </button>
        <button
          type="button"
          className="button"
          disabled={!hasTrace}
          onClick={() => {
            setOpen(false);
            startTour(prefersStill());
          }}
        >
          {t('Take the tour')}
        </button>
        <button type="button" className="button" onClick={() => setOpen(false)}>
          {t('Close')}
        </button>
      </div>
    </dialog>
  );
}
