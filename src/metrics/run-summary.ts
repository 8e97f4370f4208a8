/** One row of a comparison, for the page, for `diffuscope compare` and for the files of both. */
import type { DecodeTrace, Finish } from '../trace/types.ts';
import { type ArNess, type ArNessConvention, arNess } from './ar-ness.ts';
import { commitRanks } from './commit-ranks.ts';
import { decodePace } from './decode-pace.ts';
import { finalAgreement } from './final-agreement.ts';
import { type FirstDivergence, firstDivergence } from './first-divergence.ts';
import { orderAgreement } from './order-agreement.ts';

export interface RunSummary {
  readonly strategy: string;
  readonly finish: Finish;
  readonly steps: number;
  /** Evaluations of the network: one a step, two with guidance. */
  readonly passes: number;
  /** Wall time of the steps, milliseconds. */
  readonly millis: number;
  /** Tokens that stand in the end, over `passes`; `null` without a pass. */
  readonly tokensPerPass: number | null;
  readonly arNess: ArNess;
  /** Share of the positions whose final token is the base's; `null` if the canvases differ in length. */
  readonly agreement: number | null;
  /** Kendall's τ-b of the order of commits with the base's, see `orderAgreement`. */
  readonly tau: number | null;
  /** From the base; `null` if the canvases differ in length. Of the base itself it is nowhere. */
  readonly divergence: FirstDivergence | null;
}

/** @param base what the run is compared with; itself for the first row. */
export function runSummary(trace: DecodeTrace, base: DecodeTrace, convention: ArNessConvention): RunSummary {
  const { passes: steps, tokens } = decodePace(trace);
  const passes = steps * ((trace.request.sampling.guidance ?? 0) > 0 ? 2 : 1);
  const sameLength = trace.final.length === base.final.length;
  return {
    strategy: trace.request.strategy,
    finish: trace.finish,
    steps,
    passes,
    millis: trace.stepMillis.reduce((sum, millis) => sum + millis, 0),
    tokensPerPass: passes === 0 ? null : tokens / passes,
    arNess: arNess(trace, convention),
    agreement: finalAgreement(trace, base),
    tau: sameLength ? orderAgreement(commitRanks(trace), commitRanks(base)) : null,
    divergence: firstDivergence(base, trace),
  };
}
