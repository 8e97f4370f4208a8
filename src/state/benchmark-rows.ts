/** A benchmark's report as the rows of a table, beside an earlier one. */
import { bytesText, secondsText } from '../engine/preflight/amounts.ts';
import type { Phrase } from '../words/words.ts';
import type { BenchmarkReport } from './benchmark-report.ts';

export interface BenchmarkRow {
  readonly label: Phrase;
  /** Ready to show. */
  readonly value: string;
  /** 10th to 90th percentile, where there are some; else empty. */
  readonly range: string;
  /** The value of the earlier report; `null` if there is none. */
  readonly earlier: string | null;
  /** The earlier one over this one for times, this one over the earlier for rates: above 1 is faster now. */
  readonly speedUp: number | null;
}

interface Measure {
  readonly label: Phrase;
  /** A report's number, and its percentiles; `null` where it was not measured. */
  readonly of: (
    report: BenchmarkReport,
  ) => { readonly median: number; readonly p10?: number; readonly p90?: number } | null;
  readonly show: (value: number) => string;
  /** What a larger number means. */
  readonly larger: 'slower' | 'faster' | 'neither';
}

const digits = (value: number) => Number(value.toPrecision(3));
const millis = (value: number) => `${digits(value)} ms`;
const rate = (value: number) => String(value >= 100 ? Math.round(value) : digits(value));
const one = (median: number) => ({ median });

/** Of the steps. */
const measures: readonly Measure[] = [
  { label: 'Step', of: ({ steps }) => steps.stepMillis, show: millis, larger: 'slower' },
  { label: 'Network', of: ({ steps }) => steps.passMillis, show: millis, larger: 'slower' },
  {
    label: 'Head on the GPU',
    of: ({ steps }) => (steps.headOn === 'gpu' ? steps.headMillis : null),
    show: millis,
    larger: 'slower',
  },
  {
    label: 'Head in JavaScript',
    of: ({ steps, cpuHead }) => (steps.headOn === 'cpu' ? steps.headMillis : (cpuHead?.headMillis ?? null)),
    show: millis,
    larger: 'slower',
  },
  { label: 'First step', of: ({ steps }) => one(steps.warmUpMillis), show: millis, larger: 'slower' },
  {
    label: 'To JavaScript, a step',
    of: ({ steps }) => one(steps.bytesToJavaScript),
    show: bytesText,
    larger: 'neither',
  },
  { label: 'Steps a second', of: ({ steps }) => one(steps.stepsPerSecond), show: rate, larger: 'faster' },
  { label: 'Tokens read a second', of: ({ steps }) => one(steps.tokensReadPerSecond), show: rate, larger: 'faster' },
];

/** What was not measured has no row. */
export function benchmarkRows(report: BenchmarkReport, earlier: BenchmarkReport | null): readonly BenchmarkRow[] {
  return measures.flatMap(({ label, of, show, larger }) => {
    const now = of(report);
    if (now === null) return [];
    const before = earlier === null ? null : of(earlier);
    const { median, p10, p90 } = now;
    const range = p10 === undefined || p90 === undefined ? '' : `${digits(p10)} – ${show(p90)}`;
    const [over, under] = larger === 'faster' ? [median, before?.median] : [before?.median, median];
    const comparable = larger !== 'neither' && over !== undefined && under !== undefined && under > 0;
    return [
      {
        label,
        value: show(median),
        range,
        earlier: before === null ? null : show(before.median),
        speedUp: comparable ? over / under : null,
      },
    ];
  });
}

export interface LoadRow {
  readonly label: Phrase;
  /** Ready to show, as all of these. */
  readonly time: string;
  /** Bytes of the model by that time; empty where a phase reads no files. */
  readonly rate: string;
  readonly earlier: string | null;
}

type Load = NonNullable<BenchmarkReport['load']>;

const phases: Readonly<Record<Load['phases'][number]['phase'], { readonly label: Phrase; readonly reads: boolean }>> = {
  manifest: { label: 'Manifest', reads: false },
  download: { label: 'Download', reads: true },
  verify: { label: 'Verification', reads: true },
  session: { label: 'Sessions', reads: true },
  'warm-up': { label: 'Warm-up', reads: false },
};

/** The whole load, then its phases. */
export function loadRows({ bytes, seconds, phases: parts }: Load, earlier: Load | null): readonly LoadRow[] {
  const rateOf = (taken: number) => (taken > 0 ? `${bytesText(bytes / taken)}/s` : '');
  return [
    {
      label: 'All of it',
      time: secondsText(seconds),
      rate: rateOf(seconds),
      earlier: earlier === null ? null : secondsText(earlier.seconds),
    },
    ...parts.map(({ phase, seconds: taken }) => {
      const before = earlier?.phases.find((one) => one.phase === phase);
      const { label, reads } = phases[phase];
      return {
        label,
        time: secondsText(taken),
        rate: reads ? rateOf(taken) : '',
        earlier: before === undefined ? null : secondsText(before.seconds),
      };
    }),
  ];
}
