import type { BenchmarkReport } from '../../state/benchmark-report.ts';
import { type BenchmarkRow, benchmarkRows, loadRows } from '../../state/benchmark-rows.ts';
import type { Words } from '../../words/words.ts';
import { useActions, useWatch, useWords } from '../watch-context.ts';

/** What was measured, on what, beside an earlier report if one is open; all of it is what the file holds. */
export function BenchmarkResult({ report }: { readonly report: BenchmarkReport }) {
  const t = useWords();
  const earlier = useWatch((state) => state.earlierReport);
  const { saveBenchmark } = useActions();
  return (
    <div className="benchmark-result">
      <table className="benchmark-table">
        <thead>
          <tr>
            <th scope="col">{t('Decode')}</th>
            <th scope="col">{t('Median')}</th>
            <th scope="col">{t('10 % – 90 %')}</th>
            {earlier !== null && (
              <>
                <th scope="col">{t('Earlier')}</th>
                <th scope="col">{t('Faster')}</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {benchmarkRows(report, earlier).map((row) => (
            <Row key={row.label} row={row} compared={earlier !== null} />
          ))}
        </tbody>
      </table>
      {report.load !== null && <LoadTable load={report.load} earlier={earlier?.load ?? null} />}
      <dl className="benchmark-facts">
        {factsOf(report, t).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {earlier !== null && <p className="muted small">{earlierText(earlier, t)}</p>}
      <div className="benchmark-actions">
        <button type="button" className="button" onClick={saveBenchmark}>
          {t('Save the report (JSON)')}
        </button>
        <span className="muted small">{t('The file holds what is listed here, and nothing else.')}</span>
      </div>
    </div>
  );
}

function Row({ row: { label, value, range, earlier, speedUp }, compared }: { row: BenchmarkRow; compared: boolean }) {
  const t = useWords();
  return (
    <tr>
      <th scope="row">{t(label)}</th>
      <td>{value}</td>
      <td className="muted">{range}</td>
      {compared && (
        <>
          <td>{earlier}</td>
          <td>{speedUp !== null && `${speedUp.toFixed(2)} ×`}</td>
        </>
      )}
    </tr>
  );
}

type Load = NonNullable<BenchmarkReport['load']>;

function LoadTable({ load, earlier }: { readonly load: Load; readonly earlier: Load | null }) {
  const t = useWords();
  return (
    <table className="benchmark-table">
      <thead>
        <tr>
          <th scope="col">
            {t('Load of {{megabytes}} MB', { megabytes: (load.bytes / 1e6).toFixed(1) })} ·{' '}
            {load.fromCache ? t('from this browser') : t('from the network')}
          </th>
          <th scope="col">{t('Time')}</th>
          <th scope="col">{t('Rate')}</th>
          {earlier !== null && <th scope="col">{t('Earlier')}</th>}
        </tr>
      </thead>
      <tbody>
        {loadRows(load, earlier).map((row) => (
          <tr key={row.label}>
            <th scope="row">{t(row.label)}</th>
            <td>{row.time}</td>
            <td className="muted">{row.rate}</td>
            {earlier !== null && <td>{row.earlier}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The rest of the report. */
function factsOf(
  { model, machine, steps: measured, version, createdAt }: BenchmarkReport,
  t: Words,
): [string, string][] {
  const { adapter } = machine;
  const { sequence, masked, steps } = measured;
  const yes = (value: boolean) => (value ? t('yes') : t('no'));
  const memory = machine.memoryBytes === null ? '–' : `${machine.memoryBytes / 2 ** 30} GiB`;
  return [
    [t('Model'), `${model.label} (${model.id}) · ${model.quantisation}`],
    ['SHA-256', model.sha256],
    [t('Measured'), t('{{sequence}} tokens, {{masked}} masked, {{steps}} steps', { sequence, masked, steps })],
    [t('Browser'), machine.browser],
    [t('Runs on'), `${machine.provider === 'wasm' ? 'WASM' : 'WebGPU'} · ${machine.runtime}`],
    [t('Cores and memory'), `${machine.cores} · ${memory}`],
    [t('JSPI, isolated'), `${yes(machine.jspi)}, ${yes(machine.isolated)}`],
    [t('Adapter'), adapter === null ? '–' : `${adapter.name}${adapter.software ? ` (${t('software')})` : ''}`],
    ...(adapter === null
      ? []
      : ([
          [t('f16, subgroups'), `${yes(adapter.f16)}, ${yes(adapter.subgroups)}`],
          [
            t('Limits'),
            Object.entries(adapter.limits)
              .map(([name, limit]) => `${name} ${limit}`)
              .join(', '),
          ],
        ] as [string, string][])),
    ['Diffuscope', `${version} · ${createdAt}`],
  ];
}

function earlierText({ model, machine, steps, createdAt }: BenchmarkReport, t: Words): string {
  return t('Earlier: {{model}}, {{quantisation}}, {{runtime}}, {{sequence}} tokens, {{masked}} masked, of {{date}}.', {
    model: model.label,
    quantisation: model.quantisation,
    runtime: machine.runtime,
    sequence: steps.sequence,
    masked: steps.masked,
    date: createdAt.slice(0, 10),
  });
}
