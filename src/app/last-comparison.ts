/** The link to the last comparison, from one visit to the next. Without storage it is forgotten. */
import { pageLink } from '../state/page-link.ts';
import type { WatchStore } from '../state/store.ts';
import { decodeLink, encodeLink, leavesPromptOut } from '../state/url.ts';

const KEY = 'diffuscope.comparison';

/** Puts the link into the store, and keeps that of each comparison when it is decoded. */
export function keepLastComparison(store: WatchStore): void {
  store.setState({ lastComparison: stored() });
  store.subscribe((state, old) => {
    if (state.comparing !== 'idle' || old.comparing === 'idle') return;
    const link = pageLink({ ...state, place: 'compare' });
    if (leavesPromptOut(link)) return;
    const lastComparison = encodeLink(link);
    store.setState({ lastComparison });
    try {
      localStorage.setItem(KEY, lastComparison);
    } catch {
      // Storage denied or full: the runs are in the library all the same.
    }
  });
}

/** `null` if storage holds no link to a comparison. */
function stored(): string | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept !== null && decodeLink(kept).link.comparison !== undefined ? kept : null;
  } catch {
    return null; // Storage denied.
  }
}
