import { arNessSummary } from '../charts/ar-ness-chart.ts';
import { entropySinkSummary } from '../charts/entropy-sink-chart.ts';
import { arNess } from '../metrics/ar-ness.ts';
import { entropySink } from '../metrics/entropy-sink.ts';
import { missingEvidence } from '../state/evidence.ts';
import { stepChanges } from '../state/revisions.ts';
import { readEvidence, slotsAt } from '../state/slots.ts';
import type { WatchState } from '../state/store.ts';

/** What Watch shows at the cursor, in sentences: the step, its charts and the inspected position. */
export function spokenValues({ trace, cursor, convention, pinned, words: t }: WatchState): string {
  if (trace === null) return t('Nothing is on screen.');
  const steps = trace.steps.length;
  if (cursor === 0) return t('Before the first of {{steps}} steps.', { steps });
  const missing = missingEvidence(trace, t);
  const evidence = pinned === null ? null : (slotsAt(trace, cursor)[pinned]?.evidence ?? null);
  const reading = evidence === null ? null : readEvidence(trace, evidence);
  return [
    t(
      'Step {{step}} of {{steps}}: {{committed}} committed, {{overwritten}} overwritten, {{remasked}} masked again, {{masked}} masked before.',
      { step: cursor, steps, ...stepChanges(trace, cursor - 1) },
    ),
    t('AR-ness: {{values}}', { values: arNessSummary(arNess(trace, convention, cursor), t) }),
    missing ?? t('Entropy sink: {{values}}', { values: entropySinkSummary(entropySink(trace), t) }),
    ...(reading === null || pinned === null
      ? []
      : [
          t('Position {{position}}, confidence {{confidence}}, entropy {{entropy}} nats.', {
            position: pinned,
            confidence: reading.confidence.toFixed(3),
            entropy: reading.entropy.toFixed(3),
          }),
        ]),
  ].join(' ');
}
