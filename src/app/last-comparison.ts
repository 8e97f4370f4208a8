/** The last comparison, from one visit to the next. Without storage it is forgotten. */
import { comparisonOf, readComparison } from '../state/last-comparison.ts';
import type { WatchStore } from '../state/store.ts';

const KEY = 'diffuscope.comparison';

/** Puts the last comparison into the store, and keeps the one on screen from then on. */
export function keepLastComparison(store: WatchStore): void {
  store.setState({ lastComparison: readComparison(stored() ?? '') });
  store.subscribe((state, old) => {
    if (state.panes === old.panes && state.base === old.base && state.alignment === old.alignment) return;
    const now = comparisonOf(state);
    if (now.runIds.length === 0 || JSON.stringify(now) === JSON.stringify(state.lastComparison)) return;
    store.setState({ lastComparison: now });
    try {
      localStorage.setItem(KEY, JSON.stringify(now));
    } catch {
      // Storage denied or full: the runs are in the library all the same.
    }
  });
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage denied.
  }
}
