/** Whether a decode can go on from where it ended. */
import type { LoadedModel } from '../engine/engine.ts';
import type { DecodeTrace } from '../trace/types.ts';
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
  if (!endedEarly(trace)) return null;
  if (model.phase === 'failed') return 'reload';
  return model.phase === 'ready' && goesOnWith(trace, model.model) ? 'ready' : null;
}

/** Whether the decode ended early, and its weights are those of this model. */
export function goesOnWith(trace: DecodeTrace, { manifest, quantisation }: LoadedModel): boolean {
  return endedEarly(trace) && manifest.variants[quantisation]?.sha256 === trace.model.sha256;
}

function endedEarly(trace: DecodeTrace): boolean {
  const { finish, steps } = trace;
  return (finish === 'stopped' || finish === 'failed') && steps.length > 0 && hasSettings(trace);
}
