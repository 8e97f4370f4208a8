import { type ReactNode, useEffect, useRef } from 'react';
import { useWatch, useWords } from '../watch-context.ts';

interface DialogFrameProps {
  readonly title: string;
  readonly className: string;
  /** Beside the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A modal dialog over the page: closes by its button, by Esc and by a press beside it. */
export function DialogFrame({ title, className, aside, children }: DialogFrameProps) {
  const t = useWords();
  const openDialog = useWatch((state) => state.openDialog);
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  const close = () => openDialog(null);
  return (
    // The keys of a modal dialog are the browser's.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <dialog
      ref={ref}
      className={`sheet ${className}`}
      aria-labelledby="sheet-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === ref.current) close();
      }}
    >
      <div className="sheet-body">
        <div className="sheet-head">
          <h2 id="sheet-title">{title}</h2>
          {aside}
          <button type="button" className="button" onClick={close}>
            {t('Close')}
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
