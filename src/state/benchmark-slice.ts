/** The benchmark: what is under way, what was measured, and what it is compared with. */
import type { ErrorFields } from '../model/error.ts';
import type { BenchmarkReport } from './benchmark-report.ts';
import type { WatchSlice } from './store.ts';

export interface BenchmarkSlice {
  /** `cpu-head`: the steps once more with the head in JavaScript. `null` while none is under way. */
  readonly benchmark: {
    readonly stage: 'load' | 'steps' | 'cpu-head';
    readonly done: number;
    readonly of: number;
    /** Of the last step, milliseconds; `null` before the first. */
    readonly lastMillis: number | null;
  } | null;
  readonly benchmarkReport: BenchmarkReport | null;
  /** A saved report, to compare with. */
  readonly earlierReport: BenchmarkReport | null;
  readonly benchmarkProblem: ErrorFields | null;
}

export const createBenchmarkSlice: WatchSlice<BenchmarkSlice> = () => ({
  benchmark: null,
  benchmarkReport: null,
  earlierReport: null,
  benchmarkProblem: null,
});
