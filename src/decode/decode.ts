/**
 * The loop of masked diffusion: look at all masked slots, commit some, look again.
 *
 * Sources: Dream `generation_utils.py:_sample`, LLaDA `generate.py:generate`; blocks, schedules and strategies of both
 * compose. Deviations: where no candidate is left the rest of the block is not run, since it would change nothing; the
 * randomness is counter-based.
 */
import { DiffuscopeError, type StopSignal } from '../model/error.ts';
import { applyStep } from './apply.ts';
import { createUniforms, STREAM } from './random.ts';
import { blockSpans, checkRequest } from './request.ts';
import { dreamQuota, dreamRevealProbability, lladaQuotas } from './schedule.ts';
import { findStrategy } from './strategies/registry.ts';
import type { DecodeRequest, MaskPredictor, PositionStats, StatsRequest, StepRecord, UniformSource } from './types.ts';

export interface DecodeOptions {
  /** Ends the run within one step. */
  readonly signal?: StopSignal;
  /** Uniforms by step, position and stream, instead of those of `request.seed`. */
  readonly uniforms?: (step: number) => UniformSource;
  /** [L] slots to start from, instead of all masks; a trace does not keep them. */
  readonly initialTokens?: Int32Array;
}

/**
 * Yields one record per forward pass, in order; returns how the run ended. Masks remain after `complete` where a pick
 * was the mask id itself.
 * @throws DiffuscopeError `bad-settings` before the first step, and whatever `predict` throws.
 */
export async function* decode(
  predict: MaskPredictor,
  request: DecodeRequest,
  options: DecodeOptions = {},
): AsyncGenerator<StepRecord, 'complete' | 'stopped'> {
  checkRequest(request, Number.POSITIVE_INFINITY);
  const strategy = findStrategy(request.strategy);
  const { prompt, maskId, canvasLength, eps, algTemp, sampling, candidates } = request;
  const { signal, uniforms = createUniforms(request.seed) } = options;
  const tokens = options.initialTokens?.slice() ?? new Int32Array(canvasLength).fill(maskId);

  for (const block of blockSpans(request)) {
    // LLaDA plans by the masks of the block alone; what it may commit lies anywhere before the block's end.
    const planned = lladaQuotas(maskedPositions(tokens, block.start, block.end, maskId).length, block.steps);

    for (let stepInBlock = 0; stepInBlock < block.steps; stepInBlock++) {
      const step = block.index * block.steps + stepInBlock;
      const positions = maskedPositions(tokens, 0, block.end, maskId);
      if (positions.length === 0) break;
      const quota =
        request.schedule === 'dream'
          ? dreamQuota(positions.length, stepInBlock, block.steps, eps)
          : Math.min(planned[stepInBlock]!, positions.length);
      if (request.skipEmptySteps && strategy.usesQuota && quota === 0) continue;

      const uniform = uniforms(step);
      const question: StatsRequest = {
        positions,
        candidates,
        sampling,
        uniforms:
          sampling.temperature > 0 ? Float64Array.from(positions, (position) => uniform(position, STREAM.token)) : null,
      };
      if (signal?.aborted) return 'stopped';
      let stats: PositionStats;
      try {
        stats = await predict({ prompt, tokens: tokens.slice(), maskId }, question, signal);
      } catch (thrown) {
        if (signal?.aborted && thrown instanceof DiffuscopeError && thrown.code === 'aborted') return 'stopped';
        throw thrown;
      }

      const revealProbability = dreamRevealProbability(stepInBlock, block.steps, eps);
      const plan = strategy.plan({ step, stepInBlock, block, stats, quota, revealProbability, algTemp, uniform });
      applyStep(tokens, plan, maskId);
      yield { step, block: block.index, quota, stats, ...plan };
    }
  }
  return 'complete';
}

/** Masked positions in [start, end), ascending. */
function maskedPositions(tokens: Int32Array, start: number, end: number, maskId: number): Int32Array {
  const positions: number[] = [];
  for (let position = start; position < end; position++) if (tokens[position] === maskId) positions.push(position);
  return Int32Array.from(positions);
}
