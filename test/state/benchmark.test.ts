import { describe, expect, it } from 'vitest';
import { type BenchmarkReport, benchmarkToJson, parseBenchmark } from '../../src/state/benchmark-report.ts';
import { benchmarkRows, loadRows } from '../../src/state/benchmark-rows.ts';

const steps: BenchmarkReport['steps'] = {
  sequence: 512,
  masked: 256,
  steps: 20,
  warmUpMillis: 1500,
  stepMillis: { median: 800, p10: 780, p90: 905 },
  passMillis: { median: 790, p10: 770, p90: 890 },
  headMillis: { median: 10.25, p10: 9, p90: 15 },
  headOn: 'gpu',
  bytesToJavaScript: 30_720,
  tokensReadPerSecond: 640,
  stepsPerSecond: 1.25,
};
const report: BenchmarkReport = {
  format: 'diffuscope-benchmark',
  schemaVersion: 1,
  version: '0.1.0',
  createdAt: '2026-02-03T04:05:06.789Z',
  model: { id: 'diffucoder-7b', label: 'DiffuCoder 7B', quantisation: 'q4', sha256: 'a'.repeat(64) },
  machine: {
    browser: 'Chrome 156',
    provider: 'webgpu',
    runtime: 'nvidia ada · jspi',
    cores: 16,
    memoryBytes: null,
    jspi: true,
    isolated: true,
    adapter: { name: 'nvidia ada', software: false, f16: true, subgroups: true, limits: { maxBufferSize: 4294967296 } },
  },
  load: {
    bytes: 5_000_000_000,
    seconds: 12.5,
    fromCache: true,
    phases: [
      { phase: 'session', seconds: 10 },
      { phase: 'warm-up', seconds: 2.5 },
    ],
  },
  steps,
  cpuHead: { ...steps, steps: 5, headOn: 'cpu', headMillis: { median: 410, p10: 400, p90: 450 } },
};

describe('a report as a file', () => {
  it('reads back as it was written', () => {
    expect(parseBenchmark(benchmarkToJson(report))).toEqual(report);
    const bare = { ...report, load: null, cpuHead: null, machine: { ...report.machine, adapter: null } };
    expect(parseBenchmark(benchmarkToJson(bare))).toEqual(bare);
  });

  it.each([
    ['{', 'The report is not JSON.'],
    ['[]', 'The report is invalid'],
    [JSON.stringify({ ...report, schemaVersion: 2 }), 'schemaVersion'],
    [JSON.stringify({ ...report, createdAt: 'yesterday' }), 'createdAt'],
    [JSON.stringify({ ...report, steps: { ...steps, stepsPerSecond: -1 } }), 'steps.stepsPerSecond'],
    [JSON.stringify({ ...report, model: { ...report.model, sha256: 'A' } }), 'model.sha256'],
    [JSON.stringify({ ...report, machine: { ...report.machine, browser: 'x'.repeat(301) } }), 'machine.browser'],
  ])('refuses %.20s', (json, names) => {
    expect(() => parseBenchmark(json)).toThrow(
      expect.objectContaining({ code: 'bad-report', message: expect.stringContaining(names) }),
    );
  });
});

describe('a report as a table', () => {
  const row = (label: string, earlier: BenchmarkReport | null = null) =>
    benchmarkRows(report, earlier).find((one) => one.label === label);

  it('shows medians with their spread, and each head where it ran', () => {
    expect(row('Step')).toMatchObject({ value: '800 ms', range: '780 – 905 ms', earlier: null, speedUp: null });
    expect(row('Head on the GPU')!.value).toBe('10.3 ms');
    expect(row('Head in JavaScript')!.value).toBe('410 ms');
    expect(row('To JavaScript, a step')!.value).toBe('30.7 kB');
    const onCpu = { ...report, steps: { ...steps, headOn: 'cpu' as const }, cpuHead: null };
    expect(benchmarkRows(onCpu, null).map(({ label }) => label)).not.toContain('Head on the GPU');
  });

  it('says how much faster it is than an earlier one, above 1 for faster, whatever is measured', () => {
    const stepMillis = { median: 1600, p10: 1, p90: 2 };
    const earlier = { ...report, steps: { ...steps, stepMillis, stepsPerSecond: 0.625 } };
    expect(row('Step', earlier)).toMatchObject({ earlier: '1600 ms', speedUp: 2 });
    expect(row('Steps a second', earlier)).toMatchObject({ earlier: '0.625', speedUp: 2 });
    expect(row('To JavaScript, a step', earlier)!.speedUp).toBeNull();
  });

  it('shows a load with the rate of what reads files', () => {
    expect(loadRows(report.load!, null)).toEqual([
      { label: 'All of it', time: '13 s', rate: '400 MB/s', earlier: null },
      { label: 'Sessions', time: '10 s', rate: '500 MB/s', earlier: null },
      { label: 'Warm-up', time: '2.5 s', rate: '', earlier: null },
    ]);
    expect(loadRows(report.load!, { ...report.load!, seconds: 25, phases: [] })[0]!.earlier).toBe('25 s');
  });
});
