/**
 * The words of decoding. Symbols: L canvas positions, V vocabulary, K recorded candidates, M rows asked for.
 * A `position` is an index in the canvas (0 is the first token after the prompt); a `tokenId` an index in the
 * vocabulary. Rows of struct-of-arrays are ascending in position.
 */
import type { StopSignal } from '../model/error.ts';

/** What the network sees: prompt, then the L canvas slots, `maskId` where nothing is committed. */
export interface Canvas {
  readonly prompt: Int32Array;
  /** [L]. */
  readonly tokens: Int32Array;
  readonly maskId: number;
}

/** Scores keep the precision they are compared in: f32 for live models, f64 for cases made in float64. */
export type Scores = Float32Array | Float64Array;

/** How a token is drawn at one position. Source: Dream `generation_utils.py:sample_tokens`. */
export interface Sampling {
  /** 0 = arg-max. Range [0, 10]. Default 0. */
  readonly temperature: number;
  /** Nucleus mass in (0, 1]; `null` or 1 = off. Applies also at temperature 0, as in the source. Default null. */
  readonly topP: number | null;
  /** Keep the k largest (ties at the boundary all survive); `null` = off. Default null. */
  readonly topK: number | null;
  /** Dream divides by the temperature before it filters; `filter-first` is the switch. Default `temperature-first`. */
  readonly order: 'temperature-first' | 'filter-first';
  /** Set the mask logit to −∞ before all else. Off in the sources, so default false. */
  readonly suppressMask: boolean;
  /** Precision of the returned scores. Default `float32`, the precision of the logits. */
  readonly precision: 'float32' | 'float64';
}

/** One question to the network: which rows, and how to draw from them. */
export interface StatsRequest {
  /** [M] canvas positions, ascending. */
  readonly positions: Int32Array;
  /** K: candidates to return per row, 1 ≤ K ≤ V. */
  readonly candidates: number;
  readonly sampling: Sampling;
  /** [M] uniforms in [0, 1) for the token draw; `null` at temperature 0. */
  readonly uniforms: Float64Array | null;
}

/**
 * The evidence of one forward pass at M positions. `raw` = softmax of the logits as they are (mask suppressed if
 * asked); `q` = the tempered, filtered distribution that the token is drawn from.
 */
export interface PositionStats {
  /** [M]. */
  readonly positions: Int32Array;
  /** K. */
  readonly candidates: number;
  /** [M·K] row-major; token ids by raw probability, largest first, ties to the lowest id. */
  readonly topIds: Int32Array;
  /** [M·K] raw log-probabilities, nats, ≤ 0. */
  readonly topLogProbs: Float32Array;
  /** [M] raw entropy, nats, in [0, ln V]. */
  readonly entropy: Float32Array;
  /** [M] the drawn token (arg-max of q at temperature 0, ties to the lowest id). */
  readonly sampledIds: Int32Array;
  /** [M] raw probability of the drawn token: LLaDA's confidence. */
  readonly rawConfidence: Scores;
  /** [M] q of the drawn token: Dream's confidence (maskgit-plus). */
  readonly confidence: Scores;
  /** [M] q₍₁₎ − q₍₂₎. */
  readonly margin: Scores;
  /**
   * [M] Σ q·ln(q + 1e-10) ≤ 1e-10, larger = surer: Dream's `entropy` score. In float32 without the 1e-10, which there
   * changes nothing that the rounding of the sum does not: a slot with one token left scores exactly 0.
   */
  readonly negativeEntropy: Scores;
}

/**
 * The port between decoding and everything that can stand in for a network: an ONNX session, a recorded trace, a
 * table of stub logits.
 */
export type MaskPredictor = (canvas: Canvas, request: StatsRequest, signal?: StopSignal) => Promise<PositionStats>;

/** A token written to a position. Writing the mask id is legal and leaves the slot masked (a quirk of the sources). */
export interface Commit {
  readonly position: number;
  readonly tokenId: number;
}

/** How close the decision was. `null` fields where a step had no boundary (nothing or everything was committed). */
export interface Boundary {
  /** Candidates whose score equals the last committed one exactly, committed ones included; 0 if the boundary is no tie. */
  readonly ties: number;
  /** Score of the last slot committed minus that of the first left out, ≥ 0. */
  readonly gap: number | null;
}

/** What a strategy wants done; the loop does it. Lists are in the order of preference (surest first). */
export interface StepPlan {
  readonly unmask: readonly Commit[];
  readonly remask: readonly number[];
  readonly boundary: Boundary;
}

/** Uniform in [0, 1) by name; the same name always gives the same number. */
export type UniformSource = (position: number, stream: number) => number;

export interface BlockSpan {
  /** First and one-past-last position. */
  readonly start: number;
  readonly end: number;
  /** Index of the block and the number of steps planned for it. */
  readonly index: number;
  readonly steps: number;
}

/** All that a strategy may look at. */
export interface PlanContext {
  /** Forward pass since the start of the run, 0-based. */
  readonly step: number;
  /** Step within the block, 0-based, < block.steps. */
  readonly stepInBlock: number;
  readonly block: BlockSpan;
  /** Masked positions the strategy may commit are exactly `stats.positions`. */
  readonly stats: PositionStats;
  /** Number of tokens the schedule asks for, 0 ≤ quota ≤ M. */
  readonly quota: number;
  /** Probability 1 − s/t that Dream's `origin` reveals a slot at this step (1 at the last step of a block). */
  readonly revealProbability: number;
  /** 0 = the surest slots; > 0: drawn without replacement ∝ softmax(score / algTemp). */
  readonly algTemp: number;
  readonly uniform: UniformSource;
}

/** A rule for which masked slots to commit. Named by what it commits first. */
export interface Strategy {
  /** kebab-case, stable: it stands in traces and URLs. */
  readonly id: string;
  readonly label: string;
  /** One line for the page and the CLI. */
  readonly summary: string;
  /** Paper id and file of the official implementation. */
  readonly source: string;
  /** The schedule its source uses. */
  readonly schedule: ScheduleId;
  /** False where the rule decides how many by itself, so that a quota of 0 is no empty step. */
  readonly usesQuota: boolean;
  plan(context: PlanContext): StepPlan;
}

/** `dream`: trunc(M·(1 − s/t)), t = linspace(1, eps, steps+1). `llada`: even split, remainder first. */
export type ScheduleId = 'dream' | 'llada';

/** Everything that decides a decode, but for the weights. */
export interface DecodeRequest {
  /** [P] token ids. */
  readonly prompt: Int32Array;
  readonly maskId: number;
  /** L. */
  readonly canvasLength: number;
  /** Forward passes over all blocks, ≥ number of blocks. */
  readonly steps: number;
  /** Positions per block; L = no blocks. Must divide L, and the number of blocks must divide steps. */
  readonly blockLength: number;
  /** Strategy id. */
  readonly strategy: string;
  readonly schedule: ScheduleId;
  /** End of Dream's time grid. Default 1e-3, which makes the first step commit nothing when steps = L. */
  readonly eps: number;
  /** Skip passes whose quota is 0 instead of running them for nothing, as the sources do. Default false. */
  readonly skipEmptySteps: boolean;
  readonly algTemp: number;
  readonly sampling: Sampling;
  /** K: candidates recorded per masked position. Default 8. */
  readonly candidates: number;
  /** Unsigned 64-bit, decimal digits. */
  readonly seed: string;
}

/** One forward pass: what was seen, what was done. */
export interface StepRecord {
  /** Index in the schedule, 0-based, rising; one that was skipped (see `skipEmptySteps`, blocks without masks) is missing. */
  readonly step: number;
  readonly block: number;
  readonly quota: number;
  readonly stats: PositionStats;
  readonly unmask: readonly Commit[];
  readonly remask: readonly number[];
  readonly boundary: Boundary;
}
