import { Suspense } from 'react';
import type { WatchState } from '../../state/store.ts';
import { later } from '../later.tsx';
import { useWatch, useWords } from '../watch-context.ts';

const close = ({ openDialog }: WatchState): void => openDialog(null);
const dialogs = {
  gallery: later(async () => (await import('./gallery-dialog.tsx')).GalleryDialog, close),
  library: later(async () => (await import('./library-dialog.tsx')).LibraryDialog, close),
  share: later(async () => (await import('./share-dialog.tsx')).ShareDialog, close),
  machine: later(async () => (await import('../machine/machine-dialog.tsx')).MachineDialog, close),
  models: later(async () => (await import('../models/models-dialog.tsx')).ModelsDialog, close),
} as const;

/** The dialog that is open over the page; its code comes when it is first asked for. */
export function LibraryDialogs() {
  const dialog = useWatch((state) => state.dialog);
  if (dialog === null) return null;
  const Dialog = dialogs[dialog];
  return (
    <Suspense>
      <Dialog />
    </Suspense>
  );
}

/** The buttons of the header that open them. */
export function LibraryButtons() {
  const t = useWords();
  const openDialog = useWatch((state) => state.openDialog);
  return (
    <>
      <button type="button" className="button" onClick={() => openDialog('library')}>
        {t('Library')}
      </button>
      <button type="button" className="button" onClick={() => openDialog('models')}>
        {t('Models')}
      </button>
      <button type="button" className="button" onClick={() => openDialog('share')}>
        {t('Share')}
      </button>
      <button type="button" className="button" onClick={() => openDialog('machine')}>
        {t('Benchmark')}
      </button>
    </>
  );
}
