import { memo, useMemo } from 'react';
import type { TermId } from '../../explain/term-id.ts';
import { provenanceOf } from '../../export/provenance.ts';
import { measuresTable } from '../../export/table.ts';
import { type Measures, measures } from '../../metrics/measures.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { Term } from '../explain/term.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { ChartFrame } from './chart-frame.tsx';
import { ChartTabs } from './chart-tabs.tsx';

/** Every measure of the decode up to the cursor that is one number; titles define them. */
export const MeasuresPanel = memo(function MeasuresPanel({
  trace,
  cursor,
}: {
  readonly trace: DecodeTrace;
  readonly cursor: number;
}) {
  const t = useWords();
  const convention = useWatch((state) => state.convention);
  const measured = useMemo(() => measures(trace, convention, cursor), [trace, convention, cursor]);
  return (
    <ChartFrame
      title={t('Measures')}
      heading={<ChartTabs />}
      exported={{
        name: `measures-step-${cursor}`,
        provenance: provenanceOf(trace, { steps: cursor }),
        table: () => measuresTable(measured, convention),
      }}
    >
      {() => (
        <dl className="measures">
          {rowsOf(measured, t).map(({ name, value, hint, term }) => (
            <div key={name} title={hint}>
              <dt>{term === undefined ? name : <Term id={term}>{name}</Term>}</dt>
              <dd>{value ?? '–'}</dd>
            </div>
          ))}
        </dl>
      )}
    </ChartFrame>
  );
});

interface Row {
  readonly name: string;
  /** `null` where it is not defined. */
  readonly value: string | null;
  readonly hint: string;
  readonly term?: TermId;
}

function rowsOf(all: Measures, t: Words): readonly Row[] {
  const number = (value: number | null, digits = 2): string | null => value?.toFixed(digits).replace('-', '−') ?? null;
  return [
    {
      name: t('Kendall’s τ'),
      value: number(all.kendallTau),
      hint: t('Rank correlation of the order with the positions: 1 left to right, −1 right to left, 0 unrelated'),
      term: 'kendall-tau',
    },
    {
      name: t('Pairs in order'),
      value: number(all.concordance.all),
      hint: t('Share of pairs of positions whose left one came first; those of one step count half'),
    },
    {
      name: t('Neighbours in order'),
      value: number(all.concordance.neighbours),
      hint: t('The same share, of positions side by side alone'),
    },
    {
      name: t('Steps by ties'),
      value: all.tieShare === null ? null : `${(100 * all.tieShare).toFixed(0)} %`,
      hint: t('Steps whose choice was an exact tie: there the tie rule made the order'),
      term: 'ties',
    },
    {
      name: t('Step entropy'),
      value: all.stepEntropy === null ? null : t('{{value}} nats', { value: all.stepEntropy.toFixed(2) }),
      hint: t('Mean entropy of the tokens at their commits: what it cost to take them'),
    },
    {
      name: t('Sink index'),
      value: number(all.sinkIndex),
      hint: t('Mean confidence of the first 8 positions minus the median of the plateau, in the first step'),
      term: 'entropy-sink',
    },
    {
      name: t('Sink length'),
      value: all.sinkLength === null ? null : t('{{count}} tokens', { count: all.sinkLength }),
      hint: t('Positions before the plateau of the first step: how far the prompt reaches'),
    },
    { name: t('Model passes'), value: `${all.passes}`, hint: t('Forward passes, also those that committed nothing') },
    {
      name: t('Tokens per pass'),
      value: number(all.tokensPerPass),
      hint: t('Positions that hold a token, over passes; 1 = as an autoregressive model'),
    },
    { name: t('Most in a pass'), value: `${all.mostPerPass}`, hint: t('Most commits of one pass') },
    {
      name: t('Flips'),
      value: `${all.flips}`,
      hint: t('Times a position got another token than it held last'),
      term: 'flip',
    },
    { name: t('Remasked'), value: `${all.remasks}`, hint: t('Tokens masked again'), term: 'remasking' },
    { name: t('Overwritten'), value: `${all.overwrites}`, hint: t('Tokens replaced by another') },
    {
      name: t('Mean lifetime'),
      value: all.meanLifetime === null ? null : t('{{value}} steps', { value: all.meanLifetime.toFixed(1) }),
      hint: t('Steps that a token stood which was masked again or overwritten'),
    },
  ];
}
