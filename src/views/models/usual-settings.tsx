import { useWatch, useWords } from '../watch-context.ts';

/** Another model came while the visitor had settings of his own: those it usually has are offered. */
export function UsualSettings() {
  const t = useWords();
  const offered = useWatch((state) => state.offersDefaults);
  const answer = useWatch((state) => state.answerDefaults);
  if (!offered) return null;
  return (
    <div className="notice information">
      <p>{t('Your settings stayed. This model is usually decoded with others.')}</p>
      <button type="button" className="button" onClick={() => answer(true)}>
        {t('Take its usual settings')}
      </button>
      <button type="button" className="button" onClick={() => answer(false)}>
        {t('Keep mine')}
      </button>
    </div>
  );
}
