/** What steps take: medians, since a machine that is interrupted takes longer and never less. */
import type { PassReport } from '../pass-report.ts';
import { quantile } from '../quantile.ts';

export interface StepSample extends PassReport {
  /** Wall time of the whole step in the worker, in milliseconds. */
  readonly millis: number;
  /** Masked positions of this step. */
  readonly masked: number;
}

/** Median, 10th and 90th percentile. */
interface Spread {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

export interface StepTiming {
  readonly steps: number;
  /** Milliseconds. */
  readonly step: Spread;
  /** Of the network alone. */
  readonly pass: Spread;
  /** From the logits to the statistics. */
  readonly head: Spread;
  /** `gpu`: fewer bytes came to JavaScript than the logits have. */
  readonly headOn: 'gpu' | 'cpu';
  /** Median of a step. */
  readonly bytesToJavaScript: number;
  /** Positions that the network reads a second, by the median. */
  readonly readPerSecond: number;
  /** Steps a second by the median: the tokens a second of a strategy that commits one a step. */
  readonly stepsPerSecond: number;
}

/** @param samples at least one. @param sequence S. @param vocabularySize V. */
export function stepTiming(samples: readonly StepSample[], sequence: number, vocabularySize: number): StepTiming {
  const spread = (pick: (sample: StepSample) => number): Spread => {
    const values = samples.map(pick);
    return { median: quantile(values, 0.5), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
  };
  const step = spread(({ millis }) => millis);
  const onCpu = samples.every(({ bytesToJavaScript, masked }) => bytesToJavaScript >= 4 * masked * vocabularySize);
  return {
    steps: samples.length,
    step,
    pass: spread(({ passMillis }) => passMillis),
    head: spread(({ headMillis }) => headMillis),
    headOn: onCpu ? 'cpu' : 'gpu',
    bytesToJavaScript: spread(({ bytesToJavaScript }) => bytesToJavaScript).median,
    readPerSecond: (1000 * sequence) / step.median,
    stepsPerSecond: 1000 / step.median,
  };
}
