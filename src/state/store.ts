/** The store of the page: its slices, no framework. */
import { createStore, type StateCreator, type StoreApi } from 'zustand/vanilla';
import { type BenchmarkSlice, createBenchmarkSlice } from './benchmark-slice.ts';
import { type CompareSlice, createCompareSlice } from './compare-slice.ts';
import { createExplainSlice, type ExplainSlice } from './explain-slice.ts';
import { createImportSlice, type ImportSlice } from './import-slice.ts';
import { createLibrarySlice, type LibrarySlice } from './library-slice.ts';
import { createModelSlice, type ModelSlice } from './model-slice.ts';
import { createModelsSlice, type ModelsSlice } from './models-slice.ts';
import { createPreflightSlice, type PreflightSlice } from './preflight-slice.ts';
import { createRunSlice, type RunSlice } from './run-slice.ts';
import { createSettingsSlice, type SettingsSlice } from './settings-slice.ts';
import { createViewSlice, type ViewSlice } from './view-slice.ts';

export type WatchState = ModelSlice &
  ModelsSlice &
  SettingsSlice &
  RunSlice &
  ViewSlice &
  CompareSlice &
  ExplainSlice &
  LibrarySlice &
  ImportSlice &
  PreflightSlice &
  BenchmarkSlice;
export type WatchStore = StoreApi<WatchState>;

/** Makes one slice; it sees the whole state and may change any of it. */
export type WatchSlice<Slice> = StateCreator<WatchState, [], [], Slice>;

export function createWatchStore(): WatchStore {
  return createStore<WatchState>()((...store) => ({
    ...createModelSlice(...store),
    ...createModelsSlice(...store),
    ...createSettingsSlice(...store),
    ...createRunSlice(...store),
    ...createViewSlice(...store),
    ...createImportSlice(...store),
    ...createCompareSlice(...store),
    ...createExplainSlice(...store),
    ...createLibrarySlice(...store),
    ...createPreflightSlice(...store),
    ...createBenchmarkSlice(...store),
  }));
}
