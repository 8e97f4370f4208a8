/** Which kept runs a comparison is made of: what a later visit needs to show it again. */
import * as v from 'valibot';
import { alignments } from '../trace/alignment.ts';
import { type CompareSlice, MOST_PANES, presetIds } from './compare-slice.ts';

export interface LastComparison extends Pick<CompareSlice, 'preset' | 'base' | 'alignment'> {
  /** Of the panes that hold a decode made here, in order. */
  readonly runIds: readonly string[];
}

/** Equal ones have the same JSON. */
export function comparisonOf({ panes, preset, base, alignment }: CompareSlice): LastComparison {
  const runIds = panes.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  return { runIds, preset, base, alignment };
}

const schema = v.object({
  runIds: v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.minLength(1), v.maxLength(MOST_PANES)),
  preset: v.nullable(v.picklist(presetIds)),
  base: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_PANES - 1)),
  alignment: v.picklist(alignments),
});

/** `null` of a text that is no such JSON. */
export function readComparison(json: string): LastComparison | null {
  try {
    const result = v.safeParse(schema, JSON.parse(json));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
