import { useWatch, useWords } from '../watch-context.ts';

/** In the header, while models come into this browser: how far, and the way to the dialog. */
export function DownloadIndicator() {
  const t = useWords();
  const downloads = useWatch((state) => state.downloads);
  const openDialog = useWatch((state) => state.openDialog);
  if (downloads.length === 0) return null;
  const moving = downloads.filter(({ state }) => state === 'running' || state === 'stopping');
  const failed = downloads.some(({ state }) => state === 'failed');
  const sum = (part: 'bytes' | 'totalBytes'): number =>
    moving.reduce((total, { progress }) => total + (progress?.[part] ?? 0), 0);
  const share = Math.floor((100 * sum('bytes')) / Math.max(1, sum('totalBytes')));
  return (
    <button type="button" className="button download-indicator" onClick={() => openDialog('models')}>
      {moving.length > 0 ? (
        <>
          {t('Model {{share}} %', { share })}
          <progress className="bar" aria-hidden="true" max={100} value={share} />
        </>
      ) : failed ? (
        <span className="problem">{t('Download stopped')}</span>
      ) : (
        t('Model is here')
      )}
    </button>
  );
}
