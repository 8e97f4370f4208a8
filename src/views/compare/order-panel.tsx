import { memo, useMemo } from 'react';
import { type OrderStrip, orderDifference, orderDifferencePosition } from '../../charts/order-difference.ts';
import { orderDifferenceTable } from '../../export/comparison-tables.ts';
import { commitRanks } from '../../metrics/commit-ranks.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { SceneSvg } from '../charts/scene-svg.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { type Compared, comparisonProvenance } from './use-comparison.ts';

interface OrderPanelProps {
  readonly runs: readonly Compared[];
  readonly base: Compared;
}

/** For each position how much earlier or later than in the base it was committed, over whole decodes. */
export const OrderPanel = memo(function OrderPanel({ runs, base }: OrderPanelProps) {
  const t = useWords();
  const hovered = useWatch((state) => state.hovered ?? state.pinned);
  const hover = useWatch((state) => state.hover);
  const length = base.trace.final.length;
  const baseRanks = useMemo(() => commitRanks(base.trace), [base.trace]);
  const strips = useMemo(
    () =>
      runs
        .filter(({ trace }) => trace !== base.trace && trace.final.length === length)
        .map(({ letter, paint, trace, summary }): OrderStrip => {
          return { letter, paint, ranks: commitRanks(trace), tau: summary.tau };
        }),
    [runs, base.trace, length],
  );
  const ranked = { letter: base.letter, ranks: baseRanks };
  const provenance = comparisonProvenance(base, runs);
  return (
    <ChartFrame
      title={t('Order difference')}
      missing={strips.length === 0 ? t('A second decode of the same canvas length is needed.') : null}
      exported={
        strips.length === 0
          ? null
          : {
              name: 'order-difference',
              provenance,
              scene: () => orderDifference(ranked, strips, { width: 640, height: 70 + 26 * strips.length }, t),
              table: () => orderDifferenceTable(ranked, strips),
            }
      }
    >
      {(size) => (
        <div
          onPointerMove={(event) => {
            const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
            hover(orderDifferencePosition(length, size.width, x));
          }}
          onPointerLeave={() => hover(null)}
        >
          <SceneSvg scene={orderDifference(ranked, strips, size, t, hovered)} />
        </div>
      )}
    </ChartFrame>
  );
});
