/**
 * Same logits, different rule: what every strategy would commit on the evidence of one recorded step. Nothing is run
 * again, so a strategy that asks for other evidence, or remembers, says why it has no answer.
 */
import { strategyOptions } from './options.ts';
import { createUniforms } from './random.ts';
import { blockSpans } from './request.ts';
import { dreamRevealProbability } from './schedule.ts';
import { strategies } from './strategies/registry.ts';
import type {
  DecodeRequest,
  ExtraQuestions,
  PositionStats,
  Sampling,
  Scores,
  StepContext,
  StepPlan,
  StepRecord,
  Strategy,
} from './types.ts';

/** What one strategy would do, or one sentence that says why that cannot be told. */
export type RuleChoice = { readonly id: string } & (
  | { readonly plan: StepPlan; readonly whyNot: null }
  | { readonly plan: null; readonly whyNot: string }
);

/** One step of a run, as it was recorded. */
export interface RecordedStep {
  readonly request: DecodeRequest;
  readonly record: StepRecord;
  /** [L] the canvas before the step. */
  readonly tokens: Int32Array;
  /** Passes of the block before this one. */
  readonly stepInBlock: number;
}

/**
 * The choice of each registered strategy, in the registry's order. The strategy of the run answers with what it did.
 * The others have their default options, and all else of the step: block, quota (that of the run's schedule), seed,
 * draws, canvas. Where a rule has its own way of laying out blocks, that of the run stands.
 */
export function sameLogits(step: RecordedStep): RuleChoice[] {
  const uniform = createUniforms(step.request.seed)(step.record.step);
  return strategies.map((strategy) => {
    const { id } = strategy;
    const answer = id === step.request.strategy ? planOfRecord(step.record) : planOf(strategy, step, uniform);
    return typeof answer === 'string' ? { id, plan: null, whyNot: answer } : { id, plan: answer, whyNot: null };
  });
}

function planOfRecord({ unmask, remask, boundary, note }: StepRecord): StepPlan {
  return { unmask, remask, boundary, ...(note !== undefined && { note }) };
}

/** The plan, or why there is none. */
function planOf(
  strategy: Strategy,
  { request, record, tokens, stepInBlock }: RecordedStep,
  uniform: StepContext['uniform'],
): StepPlan | string {
  const { stats, step } = record;
  if (stats.positions.length === 0) return 'The step holds no statistics.';
  const length = record.length ?? request.canvasLength;
  const options = strategyOptions(strategy);
  if (step === 0 && (strategy.startLength?.(options, length) ?? length) !== length)
    return 'It begins with a shorter canvas, which this pass did not have.';

  const block = blockSpans(request)[record.block]!;
  const end = strategy.reach === 'canvas' ? length : Math.min(block.end, length);
  const isAsked = (position: number): boolean => strategy.attends === 'all' || tokens[position] === request.maskId;
  const positions = Int32Array.from(tokens.subarray(0, end).keys()).filter(isAsked);
  if (positions.length === 0) return 'No slot in its reach is masked.';
  const rows = rowsAt(stats, positions);
  if (rows === null) return 'It looks at positions that were not recorded in this step.';

  const masked = positions.reduce((count, position) => count + Number(tokens[position] === request.maskId), 0);
  const context: StepContext = {
    ...{ step, stepInBlock, block, options, positions, uniform },
    request: { ...request, strategy: strategy.id, options },
    tokens: tokens.subarray(0, length),
    quota: Math.min(record.quota, masked),
    revealProbability: dreamRevealProbability(stepInBlock, block.steps, request.eps),
    algTemp: request.algTemp,
    memory: undefined,
  };
  const asked = strategy.ask?.(context) ?? {};
  const run = strategies.find(({ id }) => id === request.strategy);
  const drawn = run?.ask?.({ ...context, options: strategyOptions(run, request.options) }) ?? {};
  const draw = drawOf(asked, request.sampling);
  if (draw === null || draw !== drawOf(drawn, request.sampling))
    return 'Its tokens are drawn by a rule of its own, and those of this step were drawn by another.';
  const missing = missingEvidence(asked, stats);
  if (missing !== null) return `It needs ${missing}, which was not recorded.`;

  const plan = strategy.plan({ ...context, stats: rows.length === stats.positions.length ? stats : pick(stats, rows) });
  // What hands something on to its next step would have been handed something by the step before.
  if (step > 0 && plan.memory !== undefined) return 'It goes by what it saw in earlier steps of a run of its own.';
  return plan;
}

/** The row of each position, both ascending; `null` if one has none. */
function rowsAt({ positions: recorded }: PositionStats, positions: Int32Array): Int32Array | null {
  const rows = new Int32Array(positions.length);
  let row = 0;
  for (const [index, position] of positions.entries()) {
    while (row < recorded.length && recorded[row]! < position) row++;
    if (recorded[row] !== position) return null;
    rows[index] = row;
  }
  return rows;
}

/** The statistics of some of the rows. */
function pick(stats: PositionStats, rows: Int32Array): PositionStats {
  const { candidates: k } = stats;
  const ids = (values: Int32Array): Int32Array => Int32Array.from(rows, (row) => values[row]!);
  const scores = (values: Scores): Scores => values.filter((_, row) => kept.has(row));
  const kept = new Set(rows);
  const isKept = (_: number, index: number): boolean => kept.has(Math.floor(index / k));
  const { held, gap, divergence, background, shadowHeld } = stats;
  return {
    positions: ids(stats.positions),
    candidates: k,
    topIds: stats.topIds.filter(isKept),
    topLogProbs: stats.topLogProbs.filter(isKept),
    entropy: scores(stats.entropy),
    sampledIds: ids(stats.sampledIds),
    rawConfidence: scores(stats.rawConfidence),
    confidence: scores(stats.confidence),
    margin: scores(stats.margin),
    negativeEntropy: scores(stats.negativeEntropy),
    ...(held && { held: scores(held) }),
    ...(gap && { gap: scores(gap) }),
    ...(divergence && { divergence: scores(divergence) }),
    ...(background && { background: scores(background) }),
    ...(shadowHeld && { shadowHeld }),
  };
}

/** A name for how the tokens are drawn: equal names, equal draws; `null` for draws that no other strategy has. */
function drawOf(
  { maskMass, credit, rule = {} }: ExtraQuestions,
  { topP, topK, suppressMask }: Sampling,
): string | null {
  if (maskMass !== undefined || credit !== undefined) return null;
  const nucleus = topP !== null && topP < 1;
  return [
    (suppressMask || rule.suppressMask) && 'without mask',
    nucleus && rule.crossing === 'exclude' && 'narrow nucleus',
    nucleus && topK !== null && rule.topKFirst && 'top-k first',
  ].join();
}

/** What the strategy asks for and the step does not hold, in words. */
function missingEvidence(asked: ExtraQuestions, stats: PositionStats): string | null {
  if (asked.held && !stats.held) return 'the probability of the tokens that stand';
  if (asked.gap && !stats.gap) return 'the gap between the two largest logits';
  if (asked.divergence && !stats.divergence) return 'the divergence from the pass before';
  if (asked.background && !stats.background) return 'the token frequencies of a background corpus';
  if (asked.shadow && !stats.shadowHeld) return 'a shadow of the block';
  return null;
}
