import { memo, useMemo } from 'react';
import { type ArNessSeries, arNessOverlay } from '../../charts/ar-ness-overlay.ts';
import { arNessOverlayTable } from '../../export/comparison-tables.ts';
import { arNess, describeConvention } from '../../metrics/ar-ness.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { SceneSvg } from '../charts/scene-svg.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { type Compared, comparisonProvenance } from './use-comparison.ts';

interface OverlayPanelProps {
  readonly runs: readonly Compared[];
  readonly base: Compared;
}

/** AR-ness of all panes up to their steps at the common cursor. */
export const OverlayPanel = memo(function OverlayPanel({ runs, base }: OverlayPanelProps) {
  const t = useWords();
  const convention = useWatch((state) => state.convention);
  const series = useMemo(
    () =>
      runs.map(({ index, letter, trace, step }): ArNessSeries => {
        return { index, letter, arNess: arNess(trace, convention, step) };
      }),
    [runs, convention],
  );
  const steps = Object.fromEntries(runs.map(({ letter, step }) => [`steps_${letter}`, step]));
  const provenance = comparisonProvenance(base, runs, { ...steps, convention: describeConvention(convention) });
  return (
    <ChartFrame
      title={t('AR-ness of the panes')}
      term="ar-ness"
      exported={{
        name: 'ar-ness-comparison',
        provenance,
        scene: () => arNessOverlay(series, { width: 640, height: 320 }, t),
        table: () => arNessOverlayTable(series),
      }}
    >
      {(size) => <SceneSvg scene={arNessOverlay(series, size, t)} />}
    </ChartFrame>
  );
});
