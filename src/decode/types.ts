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
  /** Classifier-free guidance w: ℓᵤ + (w + 1)(ℓ − ℓᵤ), ℓᵤ from a pass with the prompt masked. Range [0, 10]; absent = 0 = off. */
  readonly guidance?: number;
  /** LLaDA's switches of the tokens that end a text; absent = off. */
  readonly ends?: EndRules;
}

/** Source: LLaDA `generate.py:generate`, `logits_eos_inf` and `confidence_eos_eot_inf`. */
interface EndRules {
  readonly eosId: number;
  readonly eotId: number;
  /** Set the eos logit to −∞ before the draw. */
  readonly suppressEos: boolean;
  /**
   * Take the raw confidence from logits without eot, and at temperature 0 without eos: a drawn end of text then has
   * confidence 0, and all other tokens more. (That eos stays at temperature > 0 is a quirk of the source.)
   */
  readonly doubtEnds: boolean;
}

/** One question to the network: which rows, and how to draw from them. */
export interface StatsRequest extends ExtraQuestions {
  /** [M] canvas positions, ascending. */
  readonly positions: Int32Array;
  /** K: candidates to return per row, 1 ≤ K ≤ V. */
  readonly candidates: number;
  readonly sampling: Sampling;
  /** [M] uniforms in [0, 1) for the token draw; `null` if nothing is drawn. */
  readonly uniforms: Float64Array | null;
}

/**
 * What a strategy asks for beyond that; each field is answered by one of `PositionStats`, or changes the draw. All
 * are optional, and none costs anything where it is not asked for.
 */
export interface ExtraQuestions {
  /** Answered by `held`. */
  readonly held?: true;
  /** Answered by `gap`. */
  readonly gap?: true;
  /** Answered by `divergence`; `restart` forgets the pass before. */
  readonly divergence?: { readonly restart: boolean };
  /** Answered by `background`. */
  readonly background?: true;
  /** Canvas positions [start, end) whose shadow rows are asked for; answered by `shadowHeld`. */
  readonly shadow?: { readonly start: number; readonly end: number };
  /** [M] share of the drawn distribution that goes to the mask id: (1 − share)·q + share·δ_mask, drawn also at temperature 0, where q is that of temperature 1. */
  readonly maskMass?: Float64Array;
  /** Scores and draws from logits with credit added. */
  readonly credit?: CreditRule;
  /** Filters and suppression other than those of Dream. */
  readonly rule?: DrawRule;
}

/**
 * The credit of a token rises each time it ranks first: C ← decay·C for all, plus p₁^boost for the token of the largest
 * raw probability p₁ at each masked position; then ℓ + weight·ln(1 + C). The predictor keeps C.
 */
export interface CreditRule {
  readonly decay: number;
  readonly boost: number;
  readonly weight: number;
  /** Begins with C = 0. */
  readonly restart: boolean;
}

export interface DrawRule {
  /** `exclude`: the nucleus ends before the token that crosses its mass (the first is always kept). Default `include`. */
  readonly crossing?: 'include' | 'exclude';
  /** Top-k before top-p. Default false. */
  readonly topKFirst?: boolean;
  /** Suppresses the mask whatever `sampling` says. */
  readonly suppressMask?: true;
  /** Scores in float32 arithmetic, see `float32Softmax`: for case files only. */
  readonly float32?: true;
  /** Of scores in float32 arithmetic: the raw confidence is the exponential of a log-softmax. */
  readonly viaLog?: true;
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
  readonly entropy: Scores;
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

  // Only where asked for, see `ExtraQuestions`.
  /** [M] raw probability of the token that stands at the position; 0 where it is masked. */
  readonly held?: Scores;
  /** [M] largest raw logit minus the second, ≥ 0. */
  readonly gap?: Scores;
  /** [M] KL(p‖p′) of the raw distribution from that of the pass before, nats; p′ = 0 where there was none, so that it is large. */
  readonly divergence?: Scores;
  /** [M] frequency of the drawn token in the background corpus, in [0, 1]. */
  readonly background?: Scores;
  /** [end − start] raw probability, in the shadow row of the position, of the token that stands there; 0 where it is masked. */
  readonly shadowHeld?: Scores;
}

/** Evidence that not every predictor can give; `both-sides`: what a masked slot makes of the tokens behind it. */
export type Need = 'shadow' | 'background' | 'guidance' | 'growth' | 'both-sides';

/**
 * The port between decoding and everything that can stand in for a network: an ONNX session, a recorded trace, a
 * table of stub logits.
 */
export type MaskPredictor = (canvas: Canvas, request: StatsRequest, signal?: StopSignal) => Promise<PositionStats>;

/**
 * A token written to a position; if that held a token, it is overwritten. Writing the mask id is legal and leaves the
 * slot masked (a quirk of the sources).
 */
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

/**
 * What a strategy wants done; the loop does it. Lists are in the order of preference (surest first); no position is in
 * both, and none twice.
 */
export interface StepPlan<Memory = unknown> {
  /** Positions of `stats`, and those that `length` adds. */
  readonly unmask: readonly Commit[];
  /** Positions that hold a token. */
  readonly remask: readonly number[];
  readonly boundary: Boundary;
  /** Handed to the next step; absent = `undefined`. */
  readonly memory?: Memory;
  /** Ends the block, or the run, after this step. */
  readonly done?: 'block' | 'run';
  /** Why it ends early or did the unusual, one sentence for the step's card; kept in the trace. */
  readonly note?: string;
  /** Positions of the canvas that exist from the next step on, ≤ L: how a canvas grows. */
  readonly length?: number;
  /** Slots put in. What moved on is written anew in `unmask` and `remask`, which give the canvas after the step. */
  readonly inserted?: Insertion;
  /** Where this step fills the block: passes that the source runs after it for nothing. They count, but are not run. */
  readonly idlePasses?: number;
}

/** `count` masked slots put in behind position `at`: all behind it moves on by as many. */
export interface Insertion {
  readonly at: number;
  /** ≥ 1. */
  readonly count: number;
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

/** All that is known before the forward pass. */
export interface StepContext<Memory = unknown> {
  /** Forward pass since the start of the run, 0-based. */
  readonly step: number;
  /** Step within the block, 0-based; < block.steps if the pace is `schedule`. */
  readonly stepInBlock: number;
  readonly block: BlockSpan;
  readonly request: DecodeRequest;
  /** The options of the strategy, defaults filled in. */
  readonly options: OptionValues;
  /** [L] the canvas before the step; not to be changed. */
  readonly tokens: Int32Array;
  /** [M] positions the strategy has statistics for, ascending: those it may commit. */
  readonly positions: Int32Array;
  /** Tokens the schedule asks for, at most the masked ones in reach. Beyond the planned steps 0, `dream`: all. */
  readonly quota: number;
  /** Probability 1 − s/t that Dream's `origin` reveals a slot at this step (1 from the last planned step on). */
  readonly revealProbability: number;
  /** 0 = the surest slots; > 0: drawn without replacement ∝ softmax(score / algTemp). */
  readonly algTemp: number;
  readonly uniform: UniformSource;
  /** What the step before returned; `undefined` at the start of the run (not of a block). */
  readonly memory: Memory | undefined;
}

/** All that a strategy may look at. */
export interface PlanContext<Memory = unknown> extends StepContext<Memory> {
  readonly stats: PositionStats;
}

/** A rule for which masked slots to commit. Named by what it commits first. Pure: what it remembers is in `memory`. */
export interface Strategy<Memory = unknown> {
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
  /** Its parameters; absent = none. */
  readonly options?: readonly OptionSpec[];
  /**
   * When a block ends. `schedule` (default): after its planned steps, or when there is nothing to ask for.
   * `while-masked`: when no position of it is masked. `until-full`: the same, asked after a pass, so that a block that
   * is full from the start takes one too. `until-done`: when the plan says so. A run that gets nowhere ends as `stalled`.
   */
  readonly pace?: 'schedule' | 'while-masked' | 'until-full' | 'until-done';
  /** How far the strategy sees: up to the end of the block (default), or over the whole canvas. */
  readonly reach?: 'block-end' | 'canvas';
  /** Which positions in reach it has statistics for: the masked ones (default), or all. */
  readonly attends?: 'masked' | 'all';
  /** Where blocks begin: at the canvas (default), or at multiples of the block length from the start of the prompt. */
  readonly blocksFrom?: 'canvas' | 'prompt';
  /** Evidence that not every predictor has; absent = none. `both-sides` goes without saying, unless `leftOnly`. */
  readonly needs?: readonly Need[];
  /** It fills a slot only when all before it are filled: a network that sees nothing behind a slot can decode so. */
  readonly leftOnly?: true;
  /** Positions of the canvas that exist at first, ≤ L; absent = all. With `needs: ['growth']`, see `StepPlan.length`. */
  startLength?(options: OptionValues, canvasLength: number): number;
  /** What it asks beyond the usual statistics; absent = nothing. */
  ask?(context: StepContext<Memory>): ExtraQuestions;
  plan(context: PlanContext<Memory>): StepPlan<Memory>;
}

export type OptionValue = number | boolean | string | null;
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** One parameter of a strategy; the page and the CLI make a field of it. */
export type OptionSpec = {
  /** camelCase, as in `DecodeRequest.options`. */
  readonly name: string;
  /** One line. */
  readonly summary: string;
} & (
  | {
      readonly kind: 'number' | 'integer';
      readonly min: number;
      readonly max: number;
      /** Whether `null` = off is legal. */
      readonly nullable?: true;
      /** `null` only if nullable. */
      readonly default: number | null;
    }
  | { readonly kind: 'boolean'; readonly default: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default: string }
);

/**
 * `dream`: trunc(M·(1 − s/t)), t = linspace(1, eps, steps+1). `llada`: even split, remainder first. `dllm`: what is left
 * over the steps left, rounded, steps without tokens left out.
 */
export type ScheduleId = 'dream' | 'llada' | 'dllm';

/**
 * Which of the slots of equal score goes first: the leftmost, as the sources do in effect; the rightmost; one drawn with
 * the seed; or the one whose drawn token is most probable in the raw distribution, which filters leave untied.
 */
export type TieRule = 'lowest' | 'highest' | 'random' | 'confidence';

/** Everything that decides a decode, but for the weights. */
export interface DecodeRequest {
  /** [P] token ids. */
  readonly prompt: Int32Array;
  readonly maskId: number;
  /** L. */
  readonly canvasLength: number;
  /** Forward passes over all blocks, ≥ number of blocks. A strategy whose pace is its own takes what it needs. */
  readonly steps: number;
  /**
   * Positions per block; L = no blocks. With a pace `schedule` and another schedule than `dllm` it must divide L, and
   * the number of blocks must divide steps.
   */
  readonly blockLength: number;
  /** Strategy id. */
  readonly strategy: string;
  /** Parameters of the strategy by name; what is absent has its default. */
  readonly options?: OptionValues;
  readonly schedule: ScheduleId;
  /** End of Dream's time grid. Default 1e-3, which makes the first step commit nothing when steps = L. */
  readonly eps: number;
  /** Skip passes whose quota is 0 instead of running them for nothing, as the sources do. Default false. */
  readonly skipEmptySteps: boolean;
  readonly algTemp: number;
  /** For strategies that commit the n slots of highest score; absent = `lowest`. */
  readonly ties?: TieRule;
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
  /** See `StepPlan`. */
  readonly note?: string;
  /** Positions of the canvas that existed in this pass; absent = L. */
  readonly length?: number;
  /** See `StepPlan`. */
  readonly inserted?: Insertion;
}
