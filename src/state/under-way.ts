/** Decodes that a tab which closes would lose: those under way, in Watch and in Compare. */
import type { DecodeTrace } from '../trace/types.ts';
import type { WatchState } from './store.ts';

type Decoding = Pick<WatchState, 'run' | 'trace' | 'runId' | 'panes'>;

/** The steps made so far, with the id under which each will be kept. */
export function underWay({
  run,
  trace,
  runId,
  panes,
}: Decoding): readonly { readonly runId: string; readonly trace: DecodeTrace }[] {
  const watched = run === 'idle' ? [] : [{ runId, trace }];
  const compared = panes.filter(({ turn }) => turn === 'running');
  return [...watched, ...compared].flatMap(({ runId, trace }) =>
    runId === null || trace === null ? [] : [{ runId, trace }],
  );
}
