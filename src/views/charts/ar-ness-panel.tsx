import { memo, useMemo } from 'react';
import { arNessChart } from '../../charts/ar-ness-chart.ts';
import { provenanceOf } from '../../export/provenance.ts';
import { arNessTable } from '../../export/table.ts';
import {
  type ArNess,
  type ArNessConvention,
  arNess,
  describeConvention,
  namedConventions,
} from '../../metrics/ar-ness.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import type { Words } from '../../words/words.ts';
import { Menu } from '../controls/menu.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { type ChartExport, ChartFrame } from './chart-frame.tsx';
import { ChartTabs } from './chart-tabs.tsx';
import { SceneSvg } from './scene-svg.tsx';

/** AR-ness up to the cursor. */
export const ArNessPanel = memo(function ArNessPanel({
  trace,
  cursor,
}: {
  readonly trace: DecodeTrace;
  readonly cursor: number;
}) {
  const convention = useWatch((state) => state.convention);
  const t = useWords();
  const measured = useMemo(() => arNess(trace, convention, cursor), [trace, convention, cursor]);
  return (
    <ChartFrame
      title={t('AR-ness')}
      heading={<ChartTabs />}
      term="ar-ness"
      controls={
        <>
          <ConventionMenu />
          <TieNote share={measured.tieShare} />
        </>
      }
      exported={cursor === 0 ? null : exportOf(trace, measured, t)}
    >
      {(size) => <SceneSvg scene={arNessChart(measured, size, t)} />}
    </ChartFrame>
  );
});

/** Beside the title, since a high share makes the numbers those of the tie rule. */
function TieNote({ share }: { readonly share: number | null }) {
  const t = useWords();
  if (share === null) return null;
  const percent = share > 0 && share < 0.01 ? '< 1' : Math.round(share * 100);
  return (
    <span
      className="tie-note small muted"
      title={t('Steps whose choice was an exact tie: there the tie rule made the order')}
    >
      {t('{{percent}} % ties', { percent })}
    </span>
  );
}

function exportOf(trace: DecodeTrace, measured: ArNess, t: Words): ChartExport {
  const extra = { convention: describeConvention(measured.convention), steps: measured.steps };
  return {
    name: `ar-ness-step-${measured.steps}`,
    provenance: provenanceOf(trace, extra),
    scene: () => arNessChart(measured, { width: 640, height: 320 }, t),
    table: () => arNessTable(measured),
  };
}

type Choices = { readonly [Key in keyof ArNessConvention]: readonly { value: ArNessConvention[Key]; label: string }[] };

const choicesIn = (t: Words): Choices => ({
  match: [
    { value: 'ordered', label: t('in order (fig. 3)') },
    { value: 'set', label: t('as a set (app. A.2)') },
  ],
  denominator: [
    { value: 'T-k', label: 'T − k' },
    { value: 'T', label: 'T' },
    { value: 'prompt', label: t('T, prompt as predecessors') },
  ],
  tail: [
    { value: 'all', label: t('all positions') },
    { value: 'trimmed', label: t('end-of-text tail trimmed') },
  ],
  withinStep: [
    { value: 'confidence', label: t('surest first') },
    { value: 'position', label: t('left to right') },
    { value: 'expectation', label: t('every order, mean') },
  ],
  commits: [
    { value: 'first', label: t('the first') },
    { value: 'last', label: t('the last') },
    { value: 'every', label: t('each of them') },
  ],
});

/** The name of a convention; `custom` if its combination has none. */
function nameOf(convention: ArNessConvention): (typeof namedConventions)[number]['id'] | 'custom' {
  const keys = Object.keys(convention) as (keyof ArNessConvention)[];
  const match = namedConventions.find((one) => keys.every((key) => one.convention[key] === convention[key]));
  return match?.id ?? 'custom';
}

/** The paper leaves five things open; each is a choice here, and the chart names the choices. */
export function ConventionMenu() {
  const convention = useWatch((state) => state.convention);
  const change = useWatch((state) => state.changeConvention);
  const name = nameOf(convention);
  const t = useWords();
  const choices = choicesIn(t);
  const named = namedConventions.map(({ id, label }) => ({ value: id, label: t.core(label) }));
  const custom = { value: 'custom', label: t('Your own') } as const;
  return (
    <Menu label={t('Convention')}>
      <SelectField
        label={t('Convention of')}
        term="convention"
        value={name}
        options={name === 'custom' ? [...named, custom] : named}
        hint={t.core(namedConventions.find(({ id }) => id === name)?.source ?? t('No source uses this combination'))}
        onChange={(id) => change(namedConventions.find((one) => one.id === id)?.convention ?? {})}
      />
      <SelectField
        label={t('The k tokens before match')}
        value={convention.match}
        options={choices.match}
        onChange={(match) => change({ match })}
      />
      <SelectField
        label={t('Denominator of local@k')}
        term="local-ar-ness"
        value={convention.denominator}
        options={choices.denominator}
        onChange={(denominator) => change({ denominator })}
      />
      <SelectField
        label={t('Positions counted')}
        value={convention.tail}
        options={choices.tail}
        onChange={(tail) => change({ tail })}
      />
      <SelectField
        label={t('Tokens of one step')}
        value={convention.withinStep}
        options={choices.withinStep}
        onChange={(withinStep) => change({ withinStep })}
      />
      <SelectField
        label={t('Commits of a revised position')}
        value={convention.commits}
        options={choices.commits}
        onChange={(commits) => change({ commits })}
      />
    </Menu>
  );
}
