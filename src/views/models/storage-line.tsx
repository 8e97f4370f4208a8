import { useActions, useWatch, useWords } from '../watch-context.ts';
import { sizeText } from './amounts.ts';

/** How much room there is, and whether the browser promises to keep what is in it. */
export function StorageLine() {
  const t = useWords();
  const estimate = useWatch((state) => state.storageEstimate);
  const stored = useWatch((state) => state.storedModels);
  const { keepModels } = useActions();
  if (estimate === null) return null;
  const { usage, quota, persisted } = estimate;
  // Chromium may know nothing, after a start, of what it stored before.
  const models = (stored ?? []).reduce((sum, { bytesDone }) => sum + bytesDone, 0);
  return (
    <div className="storage-line small muted">
      <p>
        {t('This page uses {{used}} of the {{quota}} that this browser gives it.', {
          used: sizeText(Math.max(usage, models)),
          quota: sizeText(quota),
        })}{' '}
        {persisted ? t('It stays until you delete it.') : t('The browser may delete it when the disk is full.')}
      </p>
      {!persisted && (
        <button type="button" className="button quiet" onClick={keepModels}>
          {t('Ask it to keep the models')}
        </button>
      )}
    </div>
  );
}
