/** Keeps the steps of decodes under way, so that a tab that is closed or dies loses little. */
import type { WatchStore } from '../state/store.ts';
import { underWay } from '../state/under-way.ts';
import type { Library } from './library.ts';

/** Between drafts, in milliseconds: what a crash may cost. A decode of the embedded model is over before the first. */
const DRAFT_MILLIS = 10_000;

/** Drafts are kept when the tab is left, for it may never be seen again, and from time to time. */
export function keepDrafts(store: WatchStore, library: Pick<Library, 'keepDraft'>): void {
  /** Steps in the newest draft, by run. */
  const drafted = new Map<string, number>();
  const keep = (): void => {
    const now = underWay(store.getState());
    for (const id of drafted.keys()) if (!now.some(({ runId }) => runId === id)) drafted.delete(id);
    for (const { runId, trace } of now) {
      if (drafted.get(runId) === trace.steps.length) continue;
      drafted.set(runId, trace.steps.length);
      void library.keepDraft(runId, trace);
    }
  };
  setInterval(keep, DRAFT_MILLIS);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keep();
  });
}
