import { memo, useMemo } from 'react';
import { ruleStrips, ruleStripsHeight, ruleStripsLayout } from '../../charts/rule-strips.ts';
import { type RuleChoices, ruleChoices } from '../../state/rule-choices.ts';
import type { DecodeTrace } from '../../trace/types.ts';
import { SceneSvg } from '../charts/scene-svg.tsx';
import { useSize } from '../charts/use-size.ts';
import { useWatch, useWords } from '../watch-context.ts';

interface RulesProps {
  readonly trace: DecodeTrace;
  /** Steps done; the newest of them is asked about. */
  readonly cursor: number;
}

/** What every strategy would have committed at a step, from the same evidence, next to what was done. */
export const Rules = memo(function Rules({ trace, cursor }: RulesProps) {
  const t = useWords();
  const choices = useMemo(() => ruleChoices(trace, cursor), [trace, cursor]);
  if (choices === 'no-step')
    return <p className="muted rules-none">{t('No step has been made yet: move on by one.')}</p>;
  if (choices === 'no-rule')
    return <p className="muted rules-none">{t('This trace does not say by which rule it was made.')}</p>;
  const { others, silent } = choices;
  const alike = others.filter(({ same }) => same).length;
  const count = silent.reduce((sum, { labels }) => sum + labels.length, 0);
  return (
    <div className="rules">
      <p className="muted small">
        {t('Step {{step}}: {{alike}} of {{count}} other rules would have done the same.', {
          step: choices.step + 1,
          alike,
          count: others.length,
        })}{' '}
        {t('Grey: masked. Band: what was done. Hollow red: remasked.')}
      </p>
      <RulesChart choices={choices} />
      {silent.length > 0 && (
        <details className="silent-rules">
          <summary className="small">{t('{{count}} rules cannot be told from this step', { count })}</summary>
          <dl className="small">
            {silent.map(({ whyNot, labels }) => (
              <div key={whyNot}>
                <dt>{labels.map(t.core).join(t(', '))}</dt>
                <dd className="muted">{t.core(whyNot)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
});

function RulesChart({ choices }: { readonly choices: RuleChoices }) {
  const t = useWords();
  const hovered = useWatch((state) => state.hovered ?? state.pinned);
  const hover = useWatch((state) => state.hover);
  const [ref, size] = useSize<HTMLDivElement>();
  const { length, masked, done, others } = choices;
  const named = <Rule extends { readonly label: string }>(rule: Rule): Rule => ({ ...rule, label: t.core(rule.label) });
  const strips = { length, masked, done: named(done), others: others.map(named) };
  return (
    <div
      ref={ref}
      className="rules-chart"
      style={{ height: ruleStripsHeight(others.length) }}
      onPointerMove={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        hover(ruleStripsLayout(strips, Math.floor(width)).positions.indexAt(event.clientX - left));
      }}
      onPointerLeave={() => hover(null)}
    >
      {size !== null && size.width > 0 && <SceneSvg scene={ruleStrips(strips, size.width, t, hovered)} />}
    </div>
  );
}
