import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import type { WatchState } from '../../state/store.ts';
import { later } from '../later.tsx';
import { useWatch, useWords } from '../watch-context.ts';

const close = ({ setExporting }: WatchState): void => setExporting(null);
const FigureDialog = later(async () => (await import('./figure-dialog.tsx')).FigureDialog, close);
const ComparisonFigure = later(async () => (await import('../compare/comparison-figure.tsx')).ComparisonFigure, close);
const GifDialog = later(async () => (await import('./gif-dialog.tsx')).GifDialog, close);

/** The dialog of an export that has choices to make; loaded when it is first asked for. */
export function ExportDialogs() {
  const exporting = useWatch((state) => state.exporting);
  const trace = useWatch((state) => state.trace);
  if (exporting === 'comparison') {
    return (
      <Suspense>
        <ComparisonFigure />
      </Suspense>
    );
  }
  if (exporting === null || trace === null) return null;
  return (
    <Suspense>
      {exporting === 'gif' ? (
        <GifDialog trace={trace} />
      ) : (
        <FigureDialog runs={[{ label: trace.request.strategy, trace }]} />
      )}
    </Suspense>
  );
}

interface ExportDialogProps {
  readonly title: string;
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A dialog with a title and a way out. */
export function ExportDialog({ title, onClose, children }: ExportDialogProps) {
  const setExporting = useWatch((state) => state.setExporting);
  const t = useWords();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog
      ref={ref}
      className="export-dialog"
      aria-label={title}
      onClose={() => {
        onClose?.();
        setExporting(null);
      }}
    >
      <div className="export-head">
        <h2>{title}</h2>
        <button type="button" className="button quiet" onClick={() => ref.current?.close()}>
          {t('Close')}
        </button>
      </div>
      {children}
    </dialog>
  );
}
