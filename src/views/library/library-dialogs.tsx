import { useWatch, useWords } from '../watch-context.ts';
import { GalleryDialog } from './gallery-dialog.tsx';
import { LibraryDialog } from './library-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';

/** The dialog that is open over the page. */
export function LibraryDialogs() {
  const dialog = useWatch((state) => state.dialog);
  if (dialog === 'gallery') return <GalleryDialog />;
  if (dialog === 'library') return <LibraryDialog />;
  return dialog === 'share' ? <ShareDialog /> : null;
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
      <button type="button" className="button" onClick={() => openDialog('share')}>
        {t('Share')}
      </button>
    </>
  );
}
