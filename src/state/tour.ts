/** The six stops of the tour, and what each shows of the decode on screen. */
import type { DecodeTrace } from '../trace/types.ts';
import type { WatchState } from './store.ts';

export const tourStops = ['canvas', 'play', 'candidates', 'sink', 'ar-ness', 'strategy'] as const;
export type TourStop = (typeof tourStops)[number];

type Shown = Partial<
  Pick<
    WatchState,
    'place' | 'comparePlaying' | 'cursor' | 'following' | 'playing' | 'pinned' | 'hovered' | 'colour' | 'chartTab'
  >
>;

/** All stops are in Watch. @param still shows a moment of the decode where the stop would play it. */
export function visit(stop: TourStop, trace: DecodeTrace, still: boolean): Shown {
  const end = trace.steps.length;
  const quiet = {
    place: 'watch',
    comparePlaying: false,
    playing: false,
    following: false,
    pinned: null,
    hovered: null,
  } as const;
  switch (stop) {
    case 'canvas':
      return { ...quiet, cursor: 0 };
    case 'play':
      return still
        ? { ...quiet, colour: 'order', cursor: Math.ceil(end / 2) }
        : { ...quiet, colour: 'order', cursor: 0, playing: end > 0 };
    case 'candidates': {
      const { cursor, position } = tellingMask(trace);
      return { ...quiet, cursor, pinned: position };
    }
    case 'sink':
      return { ...quiet, colour: 'confidence', cursor: Math.min(1, end) };
    case 'ar-ness':
      return { ...quiet, colour: 'order', chartTab: 'ar-ness', cursor: end };
    case 'strategy':
      return quiet;
  }
}

/**
 * The mask at which the model was least sure in the middle of the decode, which shows most candidates, and the cursor
 * there; `null` if no evidence was recorded.
 */
export function tellingMask({ steps }: DecodeTrace): { cursor: number; position: number | null } {
  const index = Math.floor(steps.length / 2);
  const step = steps[index];
  if (step === undefined) return { cursor: 0, position: null };
  const { positions, entropy } = step.stats;
  const committed = new Set(step.unmask.map(({ position }) => position));
  const masked = [...positions.keys()].filter((row) => !committed.has(positions[row]!));
  if (masked.length === 0) return { cursor: index + 1, position: positions[0] ?? null };
  const row = masked.reduce((best, other) => (entropy[other]! > entropy[best]! ? other : best));
  return { cursor: index + 1, position: positions[row]! };
}
