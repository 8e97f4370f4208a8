/** What the panes show and measure, derived from the store. */
import { useDeferredValue, useMemo } from 'react';
import { seriesPaints } from '../../charts/ar-ness-overlay.ts';
import type { Paint } from '../../charts/scene.ts';
import { type Provenance, provenanceOfSeveral } from '../../export/provenance.ts';
import type { ArNessConvention } from '../../metrics/ar-ness.ts';
import { type RunSummary, runSummary } from '../../metrics/run-summary.ts';
import { baseIndex, paneStep } from '../../state/compare-slice.ts';
import { paneLabels, paneLetters, shownSettings } from '../../state/pane-labels.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { useWatch, useWords } from '../watch-context.ts';
import { labelText } from './pane-label.ts';

/** A pane that has a decode. */
export interface Compared {
  /** Place among the panes, 0 … 3. */
  readonly index: number;
  readonly letter: string;
  readonly paint: Paint;
  readonly label: string;
  readonly trace: DecodeTrace;
  /** Whether it is still being decoded. */
  readonly running: boolean;
  /** Steps shown. */
  readonly step: number;
  readonly summary: RunSummary;
}

export interface Comparison {
  readonly runs: readonly Compared[];
  /** What the others are compared with: the chosen pane, or the first that has a decode; `null` if none has. */
  readonly base: Compared | null;
}

/** Where an export of the comparison comes from: every decode in it, as `A: label`. */
export function comparisonProvenance(
  base: Compared,
  runs: readonly Compared[],
  extra: Provenance['extra'] = {},
): Provenance {
  return provenanceOfSeveral(base.trace, labelledTraces(runs), { base: base.letter, ...extra });
}

/** The decodes as a figure or a file names them. */
export function labelledTraces(
  runs: readonly Pick<Compared, 'letter' | 'label' | 'trace'>[],
): readonly { readonly label: string; readonly trace: DecodeTrace }[] {
  return runs.map(({ letter, label, trace }) => ({ label: `${letter}: ${label}`, trace }));
}

/** The labels of all panes, in their order. */
export function usePaneLabels(): readonly string[] {
  const panes = useWatch((state) => state.panes);
  const t = useWords();
  return useMemo(
    () =>
      paneLabels(panes.map(({ trace, settings }) => shownSettings(trace, settings))).map((parts) =>
        labelText(parts, t),
      ),
    [panes, t],
  );
}

/** Deferred: the numbers follow the canvases, and give way to pointer and keys. */
export function useComparison(): Comparison {
  const panes = useDeferredValue(useWatch((state) => state.panes));
  const alignment = useWatch((state) => state.alignment);
  const compareCursor = useDeferredValue(useWatch((state) => state.compareCursor));
  const chosen = useWatch((state) => state.base);
  const convention = useWatch((state) => state.convention);
  const labels = usePaneLabels();
  const baseTrace = panes[baseIndex({ panes, base: chosen })]?.trace ?? null;
  const measured = useMemo(() => {
    if (baseTrace === null) return [];
    return panes.map(({ trace }) => (trace === null ? null : summaryOf(trace, baseTrace, convention)));
  }, [panes, baseTrace, convention]);
  const runs = panes.flatMap((pane, index): Compared[] => {
    const { trace } = pane;
    const summary = measured[index] ?? null;
    if (trace === null || summary === null) return [];
    const step = paneStep(pane, { panes, alignment, compareCursor });
    const [letter, paint] = [paneLetters[index]!, seriesPaints[index]!];
    const running = pane.turn === 'running';
    return [{ running, index, letter, paint, label: labels[index] ?? '', trace, step, summary }];
  });
  return { runs, base: runs.find(({ trace }) => trace === baseTrace) ?? null };
}

interface Measured {
  readonly base: DecodeTrace;
  readonly convention: ArNessConvention;
  readonly summary: RunSummary;
}

/** The newest summary of each trace, so that a pane that grows leaves the others measured. */
const measuredTraces = new WeakMap<DecodeTrace, Measured>();

function summaryOf(trace: DecodeTrace, base: DecodeTrace, convention: ArNessConvention): RunSummary {
  const known = measuredTraces.get(trace);
  if (known?.base === base && known.convention === convention) return known.summary;
  const summary = runSummary(trace, base, convention);
  measuredTraces.set(trace, { base, convention, summary });
  return summary;
}
