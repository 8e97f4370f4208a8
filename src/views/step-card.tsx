import { useWatch } from './watch-context.ts';

/** The cursor's step in numbers. */
export function StepCard() {
  const step = useWatch((state) => state.trace?.steps[state.cursor - 1]);
  const millis = useWatch((state) => state.trace?.stepMillis[state.cursor - 1]);
  const masked = step === undefined ? null : step.stats.positions.length;
  const gap = step?.boundary.gap ?? null;
  const facts: readonly (readonly [string, string, string])[] = [
    ['Quota', step === undefined ? '–' : `${step.quota}`, 'Tokens the schedule asked for'],
    ['Committed', step === undefined ? '–' : `${step.unmask.length}`, 'Tokens written in this step'],
    ['Masked', masked === null ? '–' : `${masked}`, 'Positions the step could choose from'],
    ['Ties', step === undefined ? '–' : `${step.boundary.ties}`, 'Candidates with exactly the last score that got in'],
    ['Gap', gap === null ? '–' : formatGap(gap), 'Last score that got in minus the first left out'],
    ['Block', step === undefined ? '–' : `${step.block}`, 'Block being filled'],
    ['Time', millis === undefined ? '–' : `${millis.toFixed(1)} ms`, 'Wall time of the step'],
  ];
  return (
    <dl className="step-card" aria-label="Step">
      {facts.map(([name, value, hint]) => (
        <div key={name} title={hint}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function formatGap(gap: number): string {
  return gap > 0 && gap < 1e-3 ? gap.toExponential(1) : gap.toFixed(3);
}
