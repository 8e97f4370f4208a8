/** The runs that this browser keeps: the store shows them, IndexedDB holds them, other tabs hear of changes. */
import { DiffuscopeError } from '../model/error.ts';
import { type KeptRun, newestFirst, type RunText } from '../state/kept-run.ts';
import type { WatchStore } from '../state/store.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { Phrase } from '../words/words.ts';
import type { Opening } from './opening.ts';
import type { RunDatabase, RunFile } from './run-database.ts';
import type { TraceFiles } from './trace-files.ts';

export interface Library {
  /** Reads the list, after keeping as runs what an earlier visit left as drafts. */
  start(): Promise<void>;
  /** Keeps the steps made so far of a decode that may not end: see `visibilitychange`. */
  keepDraft(id: string, trace: DecodeTrace): Promise<void>;
  /** Keeps a decode. A run of the same id is replaced. @param name empty = none. */
  keep(id: string, origin: KeptRun['origin'], trace: DecodeTrace, name?: string): Promise<void>;
  /** The packed trace file. @throws DiffuscopeError `not-found`, `storage` */
  file(id: string): Promise<Blob>;
  change(id: string, part: RunText): Promise<void>;
  remove(id: string): Promise<void>;
  /** Brings back what was removed last. */
  restore(): Promise<void>;
}

export function createLibrary(store: WatchStore, files: TraceFiles, opening: Opening): Library {
  let database: RunDatabase | null = null;
  let removed: RunFile | null = null;
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('diffuscope.runs');

  const refresh = async (): Promise<void> => {
    if (database !== null) store.setState({ runs: newestFirst(await database.list()) });
  };
  if (channel !== null) channel.onmessage = () => void refresh().catch(() => undefined);

  /** Changes the database, then the list here and in other tabs. A failure becomes a notice. */
  const change = async (act: (database: RunDatabase) => Promise<unknown>, failed: string, kept: Phrase) => {
    if (database === null) return;
    try {
      await act(database);
      await refresh();
      channel?.postMessage('changed');
    } catch (thrown) {
      opening.report(storageError(thrown, failed), kept);
    }
  };

  const adoptDrafts = async (open: RunDatabase): Promise<void> => {
    for (const { id, trace } of await open.drafts()) {
      try {
        await open.put(await files.pack(trace, { id, origin: 'run', name: '' }), 'new');
      } catch {
        await open.dropDraft(id); // Of another version of the page.
      }
    }
  };

  return {
    async start() {
      try {
        // The page is on the screen by now: what keeps its runs was not needed for that.
        const { openRunDatabase } = await import('./run-database.ts');
        database = await openRunDatabase();
        await adoptDrafts(database);
        await refresh();
      } catch {
        database = null;
        store.setState({
          notKept: 'This browser lets the page keep nothing (a private window, or storage denied). Save what you need.',
        });
      }
    },
    async keepDraft(id, trace) {
      // A tab that is about to close can tell nobody.
      await database?.keepDraft(id, trace).catch(() => undefined);
    },
    async keep(id, origin, trace, name = '') {
      await database?.keepDraft(id, trace).catch(() => undefined);
      await change(
        async (open) => open.put(await files.pack(trace, { id, origin, name }), 'replace'),
        'The decode could not be kept in this browser.',
        'It stays on screen until the tab closes.',
      );
    },
    async file(id) {
      const bytes = await database?.trace(id).catch((cause: unknown) => {
        throw storageError(cause, 'The kept run could not be read.');
      });
      if (bytes !== undefined) return new Blob([bytes]);
      throw new DiffuscopeError('not-found', 'The run is not kept any more.', 'Choose another run.');
    },
    change: (id, part) =>
      change((open) => open.change(id, part), 'The change was not kept.', 'The runs stay as they are.'),
    remove: (id) =>
      change(
        async (open) => {
          removed = await open.remove(id);
          store.setState({ deleted: removed?.run ?? null });
        },
        'The run could not be deleted.',
        'The runs stay as they are.',
      ),
    restore: () =>
      change(
        async (open) => {
          if (removed !== null) await open.put(removed, 'replace');
          removed = null;
          store.setState({ deleted: null });
        },
        'The run could not be brought back.',
        'The runs stay as they are.',
      ),
  };
}

function storageError(cause: unknown, what: string): DiffuscopeError {
  if (cause instanceof DiffuscopeError) return cause;
  const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
  const remedy = full
    ? 'There is no room left for this page: delete kept runs, or save the trace as a file.'
    : 'Save the trace as a file.';
  return new DiffuscopeError('storage', what, remedy, cause);
}
