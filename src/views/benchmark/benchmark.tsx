import { useEffect, useId, useRef, useState } from 'react';
import type { BenchmarkChoices } from '../../state/machine-actions.ts';
import type { WatchState } from '../../state/store.ts';
import type { Phrase } from '../../words/words.ts';
import { SelectField } from '../controls/select-field.tsx';
import { Problem } from '../problem.tsx';
import { useActions, useWatch, useWords } from '../watch-context.ts';
import { BenchmarkResult } from './benchmark-result.tsx';

const sequences = [64, 128, 256, 512, 1024, 2048] as const;
const masks = [8, 16, 32, 64, 128, 256, 512] as const;
const counts = [3, 5, 10, 20, 50] as const;

/** Measures the model that is loaded on the visitor's own machine; closing it stops the measurement. */
export function Benchmark() {
  const t = useWords();
  const under = useWatch((state) => state.benchmark);
  const problem = useWatch((state) => state.benchmarkProblem);
  const report = useWatch((state) => state.benchmarkReport);
  const contextLength = useWatch(({ model }) =>
    model.phase === 'ready' ? model.model.manifest.contextLength : Number.POSITIVE_INFINITY,
  );
  const { runBenchmark, stopBenchmark } = useActions();
  const [asked, setAsked] = useState<BenchmarkChoices>({ sequence: 128, masked: 64, steps: 20, reload: true });
  useEffect(() => stopBenchmark, [stopBenchmark]);

  return (
    <section className="benchmark" aria-label={t('Benchmark')}>
      <p className="muted small">
        {t(
          'Steps of one fixed decode on the loaded model: padding as prompt, one token a step, temperature 0. Nothing is sent anywhere.',
        )}
      </p>
      <Choices asked={asked} contextLength={contextLength} setAsked={setAsked} disabled={under !== null} />
      <div className="benchmark-actions">
        {under !== null && <Progress under={under} />}
        <RunButton underWay={under !== null} run={() => void runBenchmark(asked)} />
        <OpenEarlier />
      </div>
      {problem !== null && <Problem error={problem} role="alert" />}
      {report !== null && <BenchmarkResult report={report} />}
    </section>
  );
}

interface ChoicesProps {
  readonly asked: BenchmarkChoices;
  readonly contextLength: number;
  readonly disabled: boolean;
  setAsked(asked: BenchmarkChoices): void;
}

/** What does not go together cannot be chosen: masks are part of the text, and a step takes one of them. */
function Choices({ asked, contextLength, disabled, setAsked }: ChoicesProps) {
  const t = useWords();
  const reload = useId();
  const { sequence, masked, steps } = asked;
  const change = (part: Partial<BenchmarkChoices>): void => {
    const next = { ...asked, ...part };
    const fits = masks.filter((one) => one < next.sequence);
    const mask = fits.includes(next.masked as (typeof masks)[number]) ? next.masked : fits.at(-1)!;
    const most = counts.findLast((one) => one < mask)!;
    setAsked({ ...next, masked: mask, steps: Math.min(next.steps, most) });
  };
  const options = (values: readonly number[]) =>
    values.map((value) => ({ value: String(value), label: String(value) }));
  return (
    <fieldset className="benchmark-choices" disabled={disabled} aria-label={t('What to measure')}>
      <SelectField
        label={t('Tokens')}
        hint={t('Prompt and canvas together')}
        value={String(sequence)}
        options={options(sequences.filter((one) => one <= contextLength))}
        onChange={(value) => change({ sequence: Number(value) })}
      />
      <SelectField
        label={t('Masked')}
        hint={t('Masked positions of the first step; each step has one less')}
        value={String(masked)}
        options={options(masks.filter((one) => one < sequence))}
        onChange={(value) => change({ masked: Number(value) })}
      />
      <SelectField
        label={t('Steps')}
        hint={t('Steps that count, after one that does not')}
        value={String(steps)}
        options={options(counts.filter((one) => one < masked))}
        onChange={(value) => change({ steps: Number(value) })}
      />
      <label className="check" htmlFor={reload}>
        <input
          id={reload}
          type="checkbox"
          checked={asked.reload}
          onChange={(event) => change({ reload: event.target.checked })}
        />
        {t('Load the model anew')}
      </label>
    </fieldset>
  );
}

/** Also stops it: one button, so that the focus stays where it is. */
function RunButton({ underWay, run }: { readonly underWay: boolean; readonly run: () => void }) {
  const t = useWords();
  const ready = useWatch((state) => state.model.phase === 'ready');
  const idle = useWatch((state) => state.run === 'idle' && state.comparing === 'idle');
  const { stopBenchmark } = useActions();
  const start = ready ? t('Run the benchmark') : t('Loading the model…');
  return (
    <button
      type="button"
      className={underWay ? 'button' : 'button primary'}
      disabled={!underWay && (!ready || !idle)}
      onClick={underWay ? stopBenchmark : run}
    >
      {underWay ? t('Stop') : start}
    </button>
  );
}

type Under = NonNullable<WatchState['benchmark']>;

const stages: Record<Under['stage'], Phrase> = {
  load: 'Loading the model…',
  steps: 'Step {{done}} of {{of}}',
  'cpu-head': 'Head in JavaScript: step {{done}} of {{of}}',
};

function Progress({ under: { stage, done, of, lastMillis } }: { readonly under: Under }) {
  const t = useWords();
  const loaded = useWatch(({ model }) => (model.phase === 'loading' ? model.progress : null));
  const [value, max] = stage === 'load' ? [loaded?.loadedBytes ?? 0, loaded?.totalBytes ?? 0] : [done, of];
  return (
    <>
      <progress aria-label={t('Benchmark')} max={Math.max(1, max)} value={value} />
      <span>
        {t(stages[stage], { done, of })}
        {lastMillis !== null && ` · ${Math.round(lastMillis)} ms`}
      </span>
    </>
  );
}

function OpenEarlier() {
  const t = useWords();
  const { openBenchmark } = useActions();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={t('Report file')}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) void openBenchmark(file);
          event.target.value = '';
        }}
      />
      <button type="button" className="button quiet" onClick={() => input.current?.click()}>
        {t('Compare with a saved report …')}
      </button>
    </>
  );
}
