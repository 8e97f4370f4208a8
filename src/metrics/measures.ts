/** Every measure of a decode that is one number, for the page's panel, the CLI and tables. */
import type { DecodeTrace } from '../trace/types.ts';
import { commitOrder, type OrderConvention } from './commit-order.ts';
import { type DecodePace, decodePace } from './decode-pace.ts';
import { entropySink } from './entropy-sink.ts';
import { flipCounts } from './flip-counts.ts';
import { kendallTau } from './kendall-tau.ts';
import { type PairConcordance, pairConcordance } from './pair-concordance.ts';
import { stepEntropy } from './step-entropy.ts';
import { type TieShare, tieShare } from './tie-share.ts';
import { meanLifetime, tokenLifetimes } from './token-lifetimes.ts';

export interface Measures extends DecodePace, TieShare {
  /** See `kendall-tau.ts`; tokens of one step are tied. */
  readonly kendallTau: number | null;
  /** See `pair-concordance.ts`. */
  readonly concordance: PairConcordance;
  /** Nats, mean over committed tokens; see `step-entropy.ts`. */
  readonly stepEntropy: number | null;
  /** See `flip-counts.ts`. */
  readonly flips: number;
  readonly remasks: number;
  readonly overwrites: number;
  /** Steps that tokens stood which were masked or overwritten; `null` if all stand. */
  readonly meanLifetime: number | null;
  /** See `entropy-sink.ts`. */
  readonly sinkIndex: number | null;
  readonly sinkLength: number | null;
}

/**
 * Of the first `stepCount` steps. The convention says which commits and positions the order is of; the order inside a
 * step does not matter here.
 */
export function measures(
  trace: DecodeTrace,
  convention: OrderConvention,
  stepCount: number = trace.steps.length,
): Measures {
  const order = commitOrder(trace, convention, stepCount);
  const { total: flips, remasks, overwrites } = flipCounts(trace, stepCount);
  const sink = stepCount === 0 ? null : entropySink(trace);
  return {
    ...decodePace(trace, stepCount),
    ...tieShare(trace.steps.slice(0, stepCount)),
    kendallTau: kendallTau(order),
    concordance: pairConcordance(order),
    stepEntropy: stepEntropy(trace, stepCount).mean,
    flips,
    remasks,
    overwrites,
    meanLifetime: meanLifetime(tokenLifetimes(trace, stepCount)),
    sinkIndex: sink?.index ?? null,
    sinkLength: sink?.length ?? null,
  };
}
