import { lazy, Suspense } from 'react';
import { useWatch } from '../watch-context.ts';

const TourCard = lazy(async () => ({ default: (await import('./tour-card.tsx')).TourCard }));

/** The guided tour while it is under way; loaded when it is first taken. */
export function Tour() {
  if (useWatch((state) => state.tour === null)) return null;
  return (
    <Suspense fallback={null}>
      <TourCard />
    </Suspense>
  );
}
