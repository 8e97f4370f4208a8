/** How many tokens a step commits. */
import type { BlockSpan, DecodeRequest } from './types.ts';

/**
 * Point `i` of Dream's time grid, which has steps + 1 float32 values from 1 down to `eps`.
 * Source: `torch.linspace`, which counts the second half back from the end.
 */
export function dreamTime(i: number, steps: number, eps: number): number {
  const end = Math.fround(eps);
  const increment = Math.fround(Math.fround(end - 1) / steps);
  // Rounded once, like the fused multiply-add that PyTorch compiles to.
  return Math.fround(i < Math.floor((steps + 1) / 2) ? 1 + increment * i : end - increment * (steps - i));
}

/**
 * 1 − s/t in float32 with t, s the times before and after `step` (0-based, < `steps`): the probability that Dream's
 * `origin` reveals a slot, and the share of the masked slots that its other orders commit. 1 at the last step.
 * Source: Dream `generation_utils.py:_sample`.
 */
export function dreamRevealProbability(step: number, steps: number, eps: number): number {
  if (step >= steps - 1) return 1;
  return Math.fround(1 - Math.fround(dreamTime(step + 1, steps, eps) / dreamTime(step, steps, eps)));
}

/**
 * Tokens that Dream commits at `step` of `steps` with `masked` slots left: trunc(masked · (1 − s/t)) in float32, all
 * of them at the last step. With eps = 1e-3 and as many steps as slots the first step commits nothing (a quirk).
 * Source: Dream `generation_utils.py:_sample`.
 */
export function dreamQuota(masked: number, step: number, steps: number, eps: number): number {
  return Math.trunc(Math.fround(masked * dreamRevealProbability(step, steps, eps)));
}

/**
 * Tokens that LLaDA commits at each of `steps`: `masked` split evenly, the remainder one each to the first steps.
 * Source: LLaDA `generate.py:get_num_transfer_tokens`.
 */
export function lladaQuotas(masked: number, steps: number): Int32Array {
  const base = Math.floor(masked / steps);
  const remainder = masked % steps;
  return Int32Array.from({ length: steps }, (_, step) => base + (step < remainder ? 1 : 0));
}

/**
 * Tokens that dllm commits at each step of a block, steps without tokens left out:
 * round(left · (1 − s/t)), half to even, t = j/steps; s/t is rounded to float32 on its way, which decides halves.
 * Source: dllm `core/samplers/utils.py:get_num_transfer_tokens`, `LinearAlphaScheduler`.
 */
export function dllmQuotas(masked: number, steps: number): Int32Array {
  const quotas: number[] = [];
  // 1 − α(t), α = 1 − t.
  const time = (j: number): number => Math.fround(1 - Math.fround(1 - Math.fround(j / steps)));
  let left = masked;
  for (let j = steps; j > 0 && left > 0; j--) {
    const quota = Math.min(roundHalfToEven(left * (1 - Math.fround(time(j - 1) / time(j)))), left);
    if (quota > 0) quotas.push(quota);
    left -= quota;
  }
  return Int32Array.from(quotas);
}

function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * The tokens of each step of a block that begins with `masked` masks; `null` where the schedule decides step by step
 * (`dream`).
 */
export function blockQuotas(request: DecodeRequest, { steps }: BlockSpan, masked: number): Int32Array | null {
  if (request.schedule === 'dream') return null;
  return request.schedule === 'dllm' ? dllmQuotas(masked, steps) : lladaQuotas(masked, steps);
}
