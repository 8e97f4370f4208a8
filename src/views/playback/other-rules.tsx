import { Suspense, useDeferredValue, useEffect, useRef, useState } from 'react';
import { transportOf } from '../../state/transport.ts';
import { later } from '../later.tsx';
import { useWatch, useWatchStore, useWords } from '../watch-context.ts';
import { Icon } from './icons.tsx';

const Rules = later(async () => (await import('../compare/rules-panel.tsx')).Rules);

/** Opens what every strategy would have done at the cursor's step. */
export function OtherRules() {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const hasSteps = useWatch((state) => (state.trace?.steps.length ?? 0) > 0);
  return (
    <>
      <button
        type="button"
        className="button"
        title={t('What every strategy would have committed on the logits of this step')}
        disabled={!hasSteps}
        onClick={() => setOpen(true)}
      >
        {t('Other rules')}
      </button>
      {open && <RulesDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** The page stands still behind it; the arrow keys go on moving the cursor. */
function RulesDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords();
  const store = useWatchStore();
  const ref = useRef<HTMLDialogElement>(null);
  const trace = useWatch((state) => state.trace);
  const cursor = useWatch((state) => state.cursor);
  const asked = useDeferredValue(cursor);
  useEffect(() => {
    ref.current?.showModal();
    // From the canvas before the first step there is nothing to tell.
    const { cursor: at, seek } = store.getState();
    if (at === 0) seek(1);
  }, [store]);
  if (trace === null) return null;
  const move = (by: 1 | -1): void => transportOf(store.getState()).seek(cursor + by);
  return (
    <dialog
      ref={ref}
      className="help rules-dialog"
      aria-labelledby="rules-title"
      onClose={onClose}
      onKeyDown={(event) => {
        const by = ({ ArrowLeft: -1, ArrowRight: 1 } as const)[event.key];
        if (by === undefined) return;
        event.preventDefault();
        move(by);
      }}
    >
      <div className="rules-dialog-head">
        <h2 id="rules-title">{t('Same logits, different rule')}</h2>
        <button type="button" className="button icon" aria-label={t('Back one step')} onClick={() => move(-1)}>
          <Icon name="back" />
        </button>
        <button type="button" className="button icon" aria-label={t('Forward one step')} onClick={() => move(1)}>
          <Icon name="forward" />
        </button>
        <button type="button" className="button" onClick={onClose}>
          {t('Close')}
        </button>
      </div>
      <Suspense>
        <Rules trace={trace} cursor={asked} />
      </Suspense>
    </dialog>
  );
}
