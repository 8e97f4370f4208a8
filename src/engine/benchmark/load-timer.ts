/** Where the time of a load goes, from its progress as it comes. */
import type { LoadProgress } from '../engine.ts';

export interface LoadTiming {
  /** Of all files together. */
  readonly bytes: number;
  readonly seconds: number;
  /** Those that took any time, in the order in which they first came. */
  readonly phases: readonly { readonly phase: LoadProgress['phase']; readonly seconds: number }[];
}

export interface LoadTimer {
  /** @param now milliseconds, on the clock of `started`. */
  see(progress: LoadProgress, now: number): void;
  /** The load is over. */
  finish(now: number): LoadTiming;
}

/**
 * Time from one report to the next belongs to the phase of the first; phases come back with every file.
 * @param started milliseconds; the time before the first report belongs to the manifest.
 */
export function createLoadTimer(started: number): LoadTimer {
  const millis = new Map<LoadProgress['phase'], number>();
  let phase: LoadProgress['phase'] = 'manifest';
  let since = started;
  let bytes = 0;
  const spend = (now: number): void => {
    millis.set(phase, (millis.get(phase) ?? 0) + now - since);
    since = now;
  };
  return {
    see(progress, now) {
      spend(now);
      ({ phase } = progress);
      bytes = Math.max(bytes, progress.totalBytes);
    },
    finish(now) {
      spend(now);
      const phases = Array.from(millis, ([name, taken]) => ({ phase: name, seconds: taken / 1000 }));
      return { bytes, seconds: (now - started) / 1000, phases: phases.filter(({ seconds }) => seconds > 0) };
    },
  };
}
