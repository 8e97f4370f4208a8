import { Suspense } from 'react';
import { later } from '../later.tsx';
import { useWatch } from '../watch-context.ts';

const TourCard = later(
  async () => (await import('./tour-card.tsx')).TourCard,
  ({ endTour }) => endTour(),
);

/** The guided tour while it is under way; loaded when it is first taken. */
export function Tour() {
  if (useWatch((state) => state.tour === null)) return null;
  return (
    <Suspense fallback={null}>
      <TourCard />
    </Suspense>
  );
}
