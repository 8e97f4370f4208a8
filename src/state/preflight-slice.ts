/** What is known of this machine: what it says of itself, and how fast it was found to multiply. */
import type { MachineFacts } from '../engine/preflight/facts.ts';
import type { Speed } from '../engine/preflight/speed.ts';
import type { ErrorFields } from '../model/error.ts';
import type { WatchSlice } from './store.ts';

export interface PreflightSlice {
  /** `null` until it was asked. */
  readonly machine: MachineFacts | null;
  /** The newest for each provider and kind of weights. */
  readonly speeds: readonly Speed[];
  /** Share of the measurement under way, from 0 to 1; `null` while none is. */
  readonly measuring: number | null;
  /** Why the machine could not be asked or measured. */
  readonly machineProblem: ErrorFields | null;
  addSpeed(speed: Speed): void;
}

export const createPreflightSlice: WatchSlice<PreflightSlice> = (set) => ({
  machine: null,
  speeds: [],
  measuring: null,
  machineProblem: null,
  addSpeed: (speed) =>
    set(({ speeds }) => ({
      speeds: [
        ...speeds.filter(
          ({ provider, quantisation }) => provider !== speed.provider || quantisation !== speed.quantisation,
        ),
        speed,
      ],
    })),
});
