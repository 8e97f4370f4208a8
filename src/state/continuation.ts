/** Whether the decode on screen can go on from where it ended. */
import { hasSettings } from './settings-slice.ts';
import type { WatchState } from './store.ts';

type Situation = Pick<WatchState, 'trace' | 'run' | 'comparing' | 'model'>;

/**
 * `ready`: the model that is loaded made it, with these weights. `reload`: no model is there any more; once it is
 * loaded again it will show. `null`: the decode came to its end or has no settings, other weights are loaded, or
 * something is under way.
 */
export function continuation({ trace, run, comparing, model }: Situation): 'ready' | 'reload' | null {
  if (trace === null || run !== 'idle' || comparing !== 'idle') return null;
  const { finish, steps } = trace;
  if ((finish !== 'stopped' && finish !== 'failed') || steps.length === 0 || !hasSettings(trace)) return null;
  if (model.phase === 'failed') return 'reload';
  if (model.phase !== 'ready') return null;
  const { manifest, quantisation } = model.model;
  return manifest.variants[quantisation]?.sha256 === trace.model.sha256 ? 'ready' : null;
}
