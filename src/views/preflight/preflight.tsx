import { useEffect, useState } from 'react';
import { type PreflightReport, type PreflightSubject, preflightOf } from '../../state/preflight.ts';
import type { Phrase } from '../../words/words.ts';
import { Segments } from '../controls/segments.tsx';
import { Problem } from '../problem.tsx';
import { UnbrokenFlags } from '../unbroken-flags.tsx';
import { useActions, useWatch, useWords } from '../watch-context.ts';

const canvases = [32, 64, 128, 256, 512] as const;

/** Whether this browser and GPU can run a model: a verdict, and a line for each thing it rests on. */
export function Preflight({ subject }: { readonly subject: PreflightSubject }) {
  const t = useWords();
  const machine = useWatch((state) => state.machine);
  const speeds = useWatch((state) => state.speeds);
  const provider = useWatch((state) => state.provider);
  const problem = useWatch((state) => state.machineProblem);
  const { checkMachine } = useActions();
  const fitting = canvases.filter((canvas) => canvas < subject.contextLength);
  const [canvas, setCanvas] = useState<number>(fitting.findLast((one) => one <= 256) ?? canvases[0]);
  useEffect(checkMachine, [checkMachine]);

  const report = preflightOf({ machine, speeds, provider }, subject, canvas);
  return (
    <section className="preflight" aria-label={t('Preflight of {{model}}', { model: subject.label })}>
      {problem !== null && <Problem error={problem} role="alert" />}
      {report === null ? (
        <p className="muted">{problem === null && t('Asking the browser …')}</p>
      ) : (
        <>
          <Verdict report={report} />
          <div className="preflight-choices">
            <Segments
              label={t('Canvas')}
              value={String(canvas)}
              options={fitting.map((length) => ({ value: String(length), label: String(length) }))}
              onChange={(length) => setCanvas(Number(length))}
            />
            <Measuring report={report} subject={subject} />
          </div>
          <ul className="preflight-lines">
            {report.lines.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const verdicts: Record<PreflightReport['verdict'], { readonly name: Phrase; readonly level: PreflightLine['level'] }> =
  {
    well: { name: 'Runs well', level: 'ok' },
    slow: { name: 'Runs slowly', level: 'warn' },
    cannot: { name: 'Cannot run here', level: 'fail' },
    unmeasured: { name: 'Can run', level: 'ok' },
  };

function Verdict({ report: { verdict, summary, provider } }: { readonly report: PreflightReport }) {
  const t = useWords();
  const { name, level } = verdicts[verdict];
  return (
    <div className="verdict" data-level={level} role="status">
      <p className="verdict-name">
        <LevelSign level={level} /> {t(name)} <span className="muted">{provider === 'wasm' ? 'WASM' : 'WebGPU'}</span>
      </p>
      <p>{t.core(summary)}</p>
    </div>
  );
}

/** The measurement: offered, under way, or to be had again. */
function Measuring({ report, subject }: { readonly report: PreflightReport; readonly subject: PreflightSubject }) {
  const t = useWords();
  const measuring = useWatch((state) => state.measuring);
  const idle = useWatch((state) => state.run === 'idle' && state.comparing === 'idle');
  const { measureMachine, stopMeasuring } = useActions();
  const underWay = measuring !== null;
  const first = report.expected === null;
  const measure = first ? t('Measure the speed (2 s)') : t('Measure again');
  return (
    <>
      {underWay && <progress aria-label={t('Measuring')} value={measuring} />}
      <button
        type="button"
        className={first && !underWay ? 'button primary' : 'button'}
        disabled={!underWay && (!idle || (report.verdict === 'cannot' && first))}
        onClick={() => (underWay ? stopMeasuring() : void measureMachine(report.provider, subject.quantisation))}
      >
        {underWay ? t('Stop') : measure}
      </button>
    </>
  );
}

type PreflightLine = PreflightReport['lines'][number];

const subjects: Record<PreflightLine['id'], Phrase> = {
  adapter: 'GPU',
  limits: 'Limits',
  memory: 'Memory',
  storage: 'Storage',
  precision: 'Precision',
  jspi: 'Streaming',
  isolation: 'Threads',
  speed: 'Speed',
};

const levels: Record<PreflightLine['level'], { readonly sign: string; readonly name: Phrase }> = {
  ok: { sign: '✓', name: 'in order' },
  warn: { sign: '!', name: 'to note' },
  fail: { sign: '✕', name: 'in the way' },
};

function Line({ line: { id, level, text, remedy } }: { readonly line: PreflightLine }) {
  const t = useWords();
  return (
    <li>
      <LevelSign level={level} />
      <h3>{t(subjects[id])}</h3>
      <p>
        {t.core(text)}{' '}
        {remedy !== '' && (
          <span className="remedy">
            <UnbrokenFlags text={t.core(remedy)} />
          </span>
        )}
      </p>
    </li>
  );
}

function LevelSign({ level }: { readonly level: PreflightLine['level'] }) {
  const t = useWords();
  const { sign, name } = levels[level];
  return (
    <span className="level" data-level={level} role="img" aria-label={t(name)}>
      {sign}
    </span>
  );
}
