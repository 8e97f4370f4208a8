import { useMemo } from 'react';
import { stepChanges } from '../../state/revisions.ts';
import type { Phrase } from '../../words/words.ts';
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
  const hasNotes = useMemo(() => trace?.steps.some(({ note }) => note !== undefined) ?? false, [trace]);
  const gap = step?.boundary.gap ?? null;
  const facts: readonly (readonly [Phrase, string | number | undefined, Phrase])[] = [
    ['Quota', step?.quota, 'Tokens the schedule asked for'],
    ['Committed', changes?.committed, 'Masked slots that got a token in this step'],
    ['Overwritten', changes?.overwritten, 'Tokens replaced by another in this step'],
    ['Remasked', changes?.remasked, 'Tokens masked again in this step'],
    ['Masked', changes?.masked, 'Slots masked before this step'],
    ['Ties', step?.boundary.ties, 'Candidates with exactly the last score that got in'],
    ['Gap', gap === null ? undefined : formatGap(gap), 'Last score that got in minus the first left out'],
    ['Block', step?.block, 'Block being filled'],
    [
      'Time',
      millis === undefined ? undefined : t('{{value}} ms', { value: millis.toFixed(1) }),
      'Wall time of the step',
    ],
  ];
  return (
    <>
      <dl className="step-card" aria-label={t('Step')}>
        {facts.map(([name, value, hint]) => (
          <div key={name} title={t(hint)}>
            <dt>{t(name)}</dt>
            <dd>{value ?? '–'}</dd>
          </div>
        ))}
      </dl>
      {hasNotes && <p className="step-note">{step?.note !== undefined && t.core(step.note)}</p>}
    </>
  );
}

function formatGap(gap: number): string {
  return gap > 0 && gap < 1e-3 ? gap.toExponential(1) : gap.toFixed(3);
}
