/** How components reach the store and the actions. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Exporter } from '../export/exporter.ts';
import type { WatchActions } from '../state/actions.ts';
import type { WatchState, WatchStore } from '../state/store.ts';
import type { Words } from '../words/words.ts';

export interface Watch {
  readonly store: WatchStore;
  readonly actions: WatchActions;
  readonly exporter: Exporter;
}

export const WatchContext = createContext<Watch | null>(null);

function useWatchContext(): Watch {
  const watch = useContext(WatchContext);
  if (watch === null) throw new Error('missing WatchContext');
  return watch;
}

/** A part of the state; the component renders again when it changes. */
export function useWatch<Part>(select: (state: WatchState) => Part): Part {
  return useStore(useWatchContext().store, select);
}

export function useActions(): WatchActions {
  return useWatchContext().actions;
}

/** Files that need fonts, a canvas or much time. */
export function useExporter(): Exporter {
  return useWatchContext().exporter;
}

/** The store itself, for event handlers that read or change it without rendering. */
export function useWatchStore(): WatchStore {
  return useWatchContext().store;
}

/** What the page says, in the reader's language. */
export function useWords(): Words {
  return useWatch((state) => state.words);
}
