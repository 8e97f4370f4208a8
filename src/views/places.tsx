import { places } from '../state/view-slice.ts';
import { useWatch, useWords } from './watch-context.ts';

/** The places of the page. */
export function Places() {
  const place = useWatch((state) => state.place);
  const setPlace = useWatch((state) => state.setPlace);
  const t = useWords();
  const names = { watch: t('Watch'), compare: t('Compare') };
  return (
    <nav className="places" aria-label={t('Places')}>
      {places.map((value) => (
        <button
          key={value}
          type="button"
          className="place"
          aria-current={value === place ? 'page' : undefined}
          onClick={() => setPlace(value)}
        >
          {names[value]}
        </button>
      ))}
    </nav>
  );
}
