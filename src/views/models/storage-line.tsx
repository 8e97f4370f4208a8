import { useActions, useWatch, useWords } from '../watch-context.ts';
import { sizeText } from './amounts.ts';

/** How much room there is, and whether the browser promises to keep what is in it. */
export function StorageLine() {
  const t = useWords();
  const estimate = useWatch((state) => state.storageEstimate);
  const { keepModels } = useActions();
  if (estimate === null) return null;
  const { usage, quota, persisted } = estimate;
  return (
    <div className="storage-line small muted">
      <p>
        {t('This page uses {{used}} of the {{quota}} that this browser gives it.', {
          used: sizeText(usage),
          quota: sizeText(quota),
        })}{' '}
        {persisted ? t('It stays until you delete it.') : t('The browser may delete it when the disk is full.')}
      </p>
      {!persisted && (
        <button type="button" className="button quiet" onClick={keepModels}>
          {t('Ask it to keep them')}
        </button>
      )}
    </div>
  );
}
