import { memo, useState } from 'react';
import { Segments } from '../controls/segments.tsx';
import { useWatch, useWords } from '../watch-context.ts';
import { Rules } from './rules-panel.tsx';
import type { Compared } from './use-comparison.ts';

interface PanesRulesProps {
  readonly runs: readonly Compared[];
  readonly base: Compared;
}

/** Same logits, different rule, for the step that a chosen pane shows; while the panes move, for the one they left. */
export const PanesRules = memo(function PanesRules({ runs, base }: PanesRulesProps) {
  const t = useWords();
  const [chosen, choose] = useState<string | null>(null);
  const run = runs.find(({ letter }) => letter === chosen) ?? base;
  const moving = useWatch((state) => state.comparePlaying || state.comparing !== 'idle');
  const [asked, ask] = useState(run);
  const isAsked = asked.trace === run.trace && asked.step === run.step;
  if (!isAsked && (!moving || asked.letter !== run.letter)) ask(run);
  return (
    <section className="panel rules-panel" aria-label={t('Same logits, different rule')}>
      <div className="chart-head">
        <h2>{t('Same logits, different rule')}</h2>
        <Segments
          label={t('Step of pane')}
          value={run.letter}
          options={runs.map(({ letter, label }) => ({ value: letter, label: letter, hint: label }))}
          onChange={choose}
        />
      </div>
      <Rules trace={asked.trace} cursor={asked.step} />
    </section>
  );
});
