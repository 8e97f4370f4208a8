import { useMemo } from 'react';
import type { StepRecord, TieRule } from '../../decode/types.ts';
import type { TermId } from '../../explain/term-id.ts';
import { stepChanges } from '../../state/revisions.ts';
import type { Phrase, Words } from '../../words/words.ts';
import { Term } from '../explain/term.tsx';
import { useWatch, useWords } from '../watch-context.ts';

/** The cursor's step in numbers, and what its strategy noted. */
export function StepCard() {
  const trace = useWatch((state) => state.trace);
  const cursor = useWatch((state) => state.cursor);
  const t = useWords();
  const step = trace?.steps[cursor - 1];
  const millis = trace?.stepMillis[cursor - 1];
  const changes = useMemo(
    () => (trace === null || cursor === 0 ? undefined : stepChanges(trace, cursor - 1)),
    [trace, cursor],
  );
  const gap = step?.boundary.gap ?? null;
  const facts: readonly (readonly [Phrase, string | number | undefined, Phrase, TermId?])[] = [
    ['Quota', step?.quota, 'Tokens the schedule asked for', 'schedule'],
    ['Committed', changes?.committed, 'Masked slots that got a token in this step', 'commit'],
    ['Overwritten', changes?.overwritten, 'Tokens replaced by another in this step', 'flip'],
    ['Remasked', changes?.remasked, 'Tokens masked again in this step', 'remasking'],
    ['Masked', changes?.masked, 'Slots masked before this step', 'mask'],
    ['Gap', gap === null ? undefined : formatGap(gap), 'Last score that got in minus the first left out'],
    ['Block', step?.block, 'Block being filled', 'block'],
    ['Time', millis === undefined ? undefined : durationText(millis, t), 'Wall time of the step'],
  ];
  const note =
    trace === null || step === undefined
      ? ''
      : [
          tieWords(step, trace.request.ties ?? 'lowest', t),
          ...(step.note === undefined ? [] : [t.core(step.note)]),
        ].join(' ');
  return (
    <>
      <dl className="step-card" aria-label={t('Step')}>
        {facts.map(([name, value, hint, term]) => (
          <div key={name} title={t(hint)}>
            <dt>{term === undefined ? t(name) : <Term id={term}>{t(name)}</Term>}</dt>
            <dd>{value ?? '–'}</dd>
          </div>
        ))}
      </dl>
      <p className="step-note">
        {step !== undefined && <Term id="ties" mark={t('Ties')} />}
        <span title={note}>{note}</span>
      </p>
    </>
  );
}

/** What decided at the boundary between the slots that were committed and those left out. */
function tieWords({ boundary, stats }: StepRecord, rule: TieRule, t: Words): string {
  const slots = stats.positions.length;
  if (slots === 0) return t('Scores and ties were not recorded.');
  if (boundary.gap === null && boundary.ties === 0)
    return t('No boundary to tie at: all or none were taken, or no score decided.');
  if (boundary.ties === 0) return t('No tie: the scores alone decided among {{slots}} slots.', { slots });
  const values = { ties: boundary.ties, slots };
  return {
    lowest: t('{{ties}} of {{slots}} slots tied at the boundary; the lowest position went first.', values),
    highest: t('{{ties}} of {{slots}} slots tied at the boundary; the highest position went first.', values),
    random: t('{{ties}} of {{slots}} slots tied at the boundary; the seed drew among them.', values),
    confidence: t('{{ties}} of {{slots}} slots tied at the boundary; the most probable token went first.', values),
  }[rule];
}

/** Steps take from a millisecond to minutes, by model and machine. */
function durationText(millis: number, t: Words): string {
  return millis < 1000
    ? t('{{value}} ms', { value: millis.toFixed(1) })
    : t('{{value}} s', { value: (millis / 1000).toFixed(2) });
}

function formatGap(gap: number): string {
  return gap > 0 && gap < 1e-3 ? gap.toExponential(1) : gap.toFixed(3);
}
