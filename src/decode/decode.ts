/**
 * The loop of masked diffusion: look at the masked slots, commit some, look again. One loop for every strategy; what
 * they differ in (pace, reach, memory, extra evidence) they declare, see `types.ts`.
 *
 * Sources: Dream `generation_utils.py:_sample`, LLaDA `generate.py:generate`; blocks, schedules and strategies of both
 * compose. Deviations: where no candidate is left the rest of the block is not run, since it would change nothing; a
 * run that gets nowhere ends, where some of the sources loop for ever; the randomness is counter-based.
 */
import { DiffuscopeError, type StopSignal } from '../model/error.ts';
import { applyStep } from './apply.ts';
import { checkNeeds, checkPace, strategyOptions } from './options.ts';
import { createUniforms, STREAM } from './random.ts';
import { blockSpans, checkRequest, IDLE_LIMIT, passLimit } from './request.ts';
import { blockQuotas, dreamQuota, dreamRevealProbability } from './schedule.ts';
import { findStrategy } from './strategies/registry.ts';
import type {
  BlockSpan,
  Canvas,
  DecodeRequest,
  MaskPredictor,
  Need,
  PositionStats,
  StatsRequest,
  StepContext,
  StepRecord,
  UniformSource,
} from './types.ts';

export interface DecodeOptions {
  /** Ends the run within one step. */
  readonly signal?: StopSignal;
  /** Uniforms by step, position and stream, instead of those of `request.seed`. */
  readonly uniforms?: (step: number) => UniformSource;
  /** [L] slots to start from, instead of all masks; a trace does not keep them. */
  readonly initialTokens?: Int32Array;
  /** A run that gets nowhere goes on until the signal ends it, as some of the sources do; default: it ends as stalled. */
  readonly endless?: boolean;
  /** What `predict` cannot give; default: it can give everything. */
  readonly unmet?: readonly Need[];
}

/**
 * `complete`: the plan ran to its end, or the strategy ended it; masks remain where a pick was the mask id itself or
 * where the strategy says why. `stalled`: the strategy went on without getting anywhere. `stopped`: by the signal.
 */
export type DecodeEnd = 'complete' | 'stopped' | 'stalled';

/**
 * Yields one record per forward pass, in order; returns how the run ended.
 * @throws DiffuscopeError `bad-settings` before the first step, and whatever `predict` throws.
 */
export async function* decode(
  predict: MaskPredictor,
  request: DecodeRequest,
  { signal, endless = false, unmet = [], ...given }: DecodeOptions = {},
): AsyncGenerator<StepRecord, DecodeEnd> {
  checkRequest(request, Number.POSITIVE_INFINITY);
  const strategy = findStrategy(request.strategy);
  checkNeeds(strategy, request.sampling, unmet);
  checkPace(request, unmet);
  const { pace = 'schedule', attends = 'masked', reach = 'block-end' } = strategy;
  const { prompt, maskId, canvasLength, eps, algTemp, sampling, candidates } = request;
  const options = strategyOptions(strategy, request.options);
  const uniforms = given.uniforms ?? createUniforms(request.seed);
  const tokens = given.initialTokens?.slice() ?? new Int32Array(canvasLength).fill(maskId);
  let length = strategy.startLength?.(options, canvasLength) ?? canvasLength;
  let memory: unknown;
  let firstStep = 0;

  for (const span of blockSpans(request)) {
    // LLaDA plans by the masks of the block alone; what it may commit lies anywhere before the block's end.
    const quotas = blockQuotas(request, span, maskedPositions(tokens, span.start, span.end, maskId).length);
    const block: BlockSpan = { ...span, steps: quotas?.length ?? span.steps };
    const isFull = (): boolean =>
      maskedPositions(tokens, block.start, Math.min(block.end, length), maskId).length === 0;
    let idle = 0;
    let idlePasses = 0;
    let stepInBlock = 0;

    for (let ended = false; !ended; stepInBlock++) {
      if (pace === 'schedule' && stepInBlock >= block.steps) break;
      const end = Math.min(reach === 'canvas' ? canvasLength : block.end, length);
      const masked = maskedPositions(tokens, 0, end, maskId);
      const positions = attends === 'all' ? Int32Array.from({ length: end }, (_, position) => position) : masked;
      if ((pace === 'schedule' ? masked : positions).length === 0) break;
      if (pace === 'while-masked' && isFull()) break;
      const isStuck = idle >= IDLE_LIMIT || stepInBlock >= passLimit(request);
      if (pace !== 'schedule' && isStuck && !endless) return 'stalled';

      const step = firstStep + stepInBlock;
      const planned = quotas === null ? dreamQuota(masked.length, stepInBlock, block.steps, eps) : quotas[stepInBlock];
      const quota = Math.min(planned ?? 0, masked.length);
      if (pace === 'schedule' && request.skipEmptySteps && strategy.usesQuota && quota === 0) continue;

      const uniform = uniforms(step);
      const canvas = { prompt, tokens: tokens.slice(0, length), maskId };
      const context: StepContext = {
        ...{ step, stepInBlock, block, request, options, positions, quota, algTemp, uniform, memory },
        tokens: canvas.tokens,
        revealProbability: dreamRevealProbability(stepInBlock, block.steps, eps),
      };
      const extra = strategy.ask?.(context) ?? {};
      const draws = sampling.temperature > 0 || extra.maskMass !== undefined;
      const question: StatsRequest = {
        ...extra,
        // To a causal network the mask is an id without a meaning, which would leave a hole that no later step fills.
        ...(unmet.includes('both-sides') && { rule: { ...extra.rule, suppressMask: true } }),
        positions,
        candidates,
        sampling,
        uniforms: draws ? Float64Array.from(positions, (position) => uniform(position, STREAM.token)) : null,
      };
      const stats = await answer(predict, canvas, question, signal);
      if (stats === null) return 'stopped';

      const { unmask, remask, boundary, note, ...plan } = strategy.plan({ ...context, stats });
      const changed = applyStep(tokens, { unmask, remask }, maskId);
      yield {
        ...{ step, block: block.index, quota, stats, unmask, remask, boundary },
        ...(note !== undefined && { note }),
        ...(length < canvasLength && { length }),
        ...(plan.inserted !== undefined && { inserted: plan.inserted }),
      };
      memory = plan.memory;
      idle = changed || (plan.length ?? length) !== length || pace === 'until-done' ? 0 : idle + 1;
      length = plan.length ?? length;
      idlePasses = plan.idlePasses ?? 0;
      if (plan.done === 'run') return 'complete';
      ended = plan.done === 'block' || (pace === 'until-full' && isFull());
    }
    if (pace === 'schedule') firstStep += block.steps;
    // A pass that could change nothing is not run, but counts.
    else firstStep += pace === 'until-full' ? Math.max(stepInBlock, 1) : stepInBlock + idlePasses;
  }
  return 'complete';
}

/** What the network says; `null` if the signal came before or meanwhile. */
async function answer(
  predict: MaskPredictor,
  canvas: Canvas,
  question: StatsRequest,
  signal: StopSignal | undefined,
): Promise<PositionStats | null> {
  if (signal?.aborted) return null;
  try {
    return await predict(canvas, question, signal);
  } catch (thrown) {
    if (signal?.aborted && thrown instanceof DiffuscopeError && thrown.code === 'aborted') return null;
    throw thrown;
  }
}

/** Masked positions in [start, end), ascending. */
function maskedPositions(tokens: Int32Array, start: number, end: number, maskId: number): Int32Array {
  const positions: number[] = [];
  for (let position = start; position < end; position++) if (tokens[position] === maskId) positions.push(position);
  return Int32Array.from(positions);
}
