import { useWatch, useWords } from '../watch-context.ts';
import { prefersStill } from './reduced-motion.ts';

/** A quiet button in the header until the tour was taken or declined. */
export function TourOffer() {
  const seen = useWatch((state) => state.tourSeen);
  const ready = useWatch((state) => state.trace !== null);
  const start = useWatch((state) => state.startTour);
  const decline = useWatch((state) => state.declineTour);
  const t = useWords();
  if (seen) return null;
  return (
    <span className="tour-offer">
      <button type="button" className="button quiet" disabled={!ready} onClick={() => start(prefersStill())}>
        {t('Take the tour (1 min)')}
      </button>
      <button type="button" className="button quiet" aria-label={t('No tour')} title={t('No tour')} onClick={decline}>
        ×
      </button>
    </span>
  );
}
