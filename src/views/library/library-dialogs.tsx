import { lazy, Suspense } from 'react';
import { useWatch, useWords } from '../watch-context.ts';

const GalleryDialog = lazy(async () => ({ default: (await import('./gallery-dialog.tsx')).GalleryDialog }));
const LibraryDialog = lazy(async () => ({ default: (await import('./library-dialog.tsx')).LibraryDialog }));
const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog.tsx')).ShareDialog }));
const MachineDialog = lazy(async () => ({ default: (await import('../machine/machine-dialog.tsx')).MachineDialog }));

const ModelsDialog = lazy(async () => ({ default: (await import('../models/models-dialog.tsx')).ModelsDialog }));

const dialogs = {
  gallery: GalleryDialog,
  library: LibraryDialog,
  share: ShareDialog,
  machine: MachineDialog,
  models: ModelsDialog,
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
