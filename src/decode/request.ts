/** What a decode request may say: defaults, ranges, blocks. */
import { DiffuscopeError } from '../model/error.ts';
import { strategyOptions } from './options.ts';
import { parseSeed } from './random.ts';
import { findStrategy } from './strategies/registry.ts';
import type { BlockSpan, DecodeRequest, Sampling, TieRule } from './types.ts';

export const DEFAULT_CANDIDATES = 8;
/** End of Dream's time grid. */
export const DEFAULT_EPS = 1e-3;
export const defaultSampling: Sampling = {
  temperature: 0,
  topP: null,
  topK: null,
  order: 'temperature-first',
  suppressMask: false,
  precision: 'float32',
};

/** Largest legal values; the smallest is 1 for counts, 0 for temperatures. */
export const LIMITS = {
  canvasLength: 4096,
  steps: 4096,
  candidates: 256,
  temperature: 10,
  algTemp: 10,
  guidance: 10,
} as const;

export const TIE_RULES: readonly TieRule[] = ['lowest', 'highest', 'random', 'confidence'];

/** Passes of a block in a row that may change nothing. */
export const IDLE_LIMIT = 32;

/** Most passes of one block for a strategy of its own pace; what revises can go on for ever. */
export function passLimit({ steps, blockLength }: Pick<DecodeRequest, 'steps' | 'blockLength'>): number {
  return steps + 8 * blockLength + 64;
}

/**
 * Checks every field of a request.
 * @param contextLength most positions, prompt and canvas together, that the model takes; ∞ if unknown.
 * @throws DiffuscopeError `bad-settings` with the field, its value and its range; `prompt-too-long`.
 */
export function checkRequest(request: DecodeRequest, contextLength: number): void {
  const { prompt, maskId, canvasLength, steps, blockLength, sampling } = request;
  wholeNumber('maskId', maskId, 0, 0x7fffffff);
  wholeNumber('canvasLength', canvasLength, 1, LIMITS.canvasLength);
  const strategy = findStrategy(request.strategy);
  // A first block that begins in the prompt may be longer than the canvas.
  const longest = strategy.blocksFrom === 'prompt' ? LIMITS.canvasLength : canvasLength;
  wholeNumber('blockLength', blockLength, 1, longest);
  oneOf('schedule', request.schedule, ['dream', 'llada', 'dllm']);
  if (sharesSteps(request)) {
    demand(canvasLength % blockLength === 0, 'blockLength', blockLength, `a divisor of canvasLength (${canvasLength})`);
    const blocks = canvasLength / blockLength;
    wholeNumber('steps', steps, blocks, LIMITS.steps);
    demand(steps % blocks === 0, 'steps', steps, `a multiple of the number of blocks (${blocks})`);
  } else {
    wholeNumber('steps', steps, 1, LIMITS.steps);
  }
  strategyOptions(strategy, request.options);
  demand(request.eps >= 0 && request.eps < 1, 'eps', request.eps, 'at least 0 and less than 1');
  oneOf('skipEmptySteps', request.skipEmptySteps, [true, false]);
  inRange('algTemp', request.algTemp, 0, LIMITS.algTemp);
  oneOf('ties', request.ties ?? 'lowest', TIE_RULES);
  wholeNumber('candidates', request.candidates, 1, LIMITS.candidates);
  parseSeed(request.seed);

  inRange('temperature', sampling.temperature, 0, LIMITS.temperature);
  const { topP, topK } = sampling;
  demand(topP === null || (topP > 0 && topP <= 1), 'topP', topP, 'more than 0 and at most 1, or null');
  if (topK !== null) wholeNumber('topK', topK, 1, 0x7fffffff);
  oneOf('order', sampling.order, ['temperature-first', 'filter-first']);
  oneOf('suppressMask', sampling.suppressMask, [true, false]);
  oneOf('precision', sampling.precision, ['float32', 'float64']);
  if (sampling.guidance !== undefined) inRange('guidance', sampling.guidance, 0, LIMITS.guidance);
  if (sampling.ends !== undefined) {
    wholeNumber('eosId', sampling.ends.eosId, 0, 0x7fffffff);
    wholeNumber('eotId', sampling.ends.eotId, 0, 0x7fffffff);
    oneOf('suppressEos', sampling.ends.suppressEos, [true, false]);
    oneOf('doubtEnds', sampling.ends.doubtEnds, [true, false]);
  }

  const stray = prompt.findIndex((id) => id < 0 || id === maskId);
  demand(stray < 0, `prompt[${stray}]`, prompt[stray], `a token id other than the mask (${maskId})`);
  if (prompt.length + canvasLength > contextLength) {
    throw new DiffuscopeError(
      'prompt-too-long',
      `The prompt has ${prompt.length} tokens and the canvas ${canvasLength}: together more than the ${contextLength} positions of the model.`,
      'Shorten the prompt or the canvas.',
    );
  }
}

/** Whether the steps are shared out evenly among equal blocks. */
export function sharesSteps({ strategy, schedule }: Pick<DecodeRequest, 'strategy' | 'schedule'>): boolean {
  return schedule !== 'dllm' && (findStrategy(strategy).pace ?? 'schedule') === 'schedule';
}

/** What the blocks of a request follow from. */
type Layout = Pick<DecodeRequest, 'prompt' | 'canvasLength' | 'blockLength' | 'steps' | 'strategy'>;

/**
 * The blocks of a request, left to right; one that spans the canvas if it has none. The first is shorter if blocks
 * begin at the prompt, the last if the block length does not divide the canvas. Each gets ⌈steps / blocks⌉ steps.
 */
export function blockSpans({ prompt, canvasLength, blockLength, steps, strategy }: Layout): BlockSpan[] {
  const before = findStrategy(strategy).blocksFrom === 'prompt' ? prompt.length % blockLength : 0;
  const count = Math.ceil((before + canvasLength) / blockLength);
  return Array.from({ length: count }, (_, index) => ({
    start: Math.max(index * blockLength - before, 0),
    end: Math.min((index + 1) * blockLength - before, canvasLength),
    index,
    steps: Math.ceil(steps / count),
  }));
}

function demand(legal: boolean, field: string, value: unknown, range: string): void {
  if (legal) return;
  throw new DiffuscopeError('bad-settings', `${field} is ${value}; it must be ${range}.`, 'Change the setting.');
}

function inRange(field: string, value: number, least: number, most: number): void {
  demand(value >= least && value <= most, field, value, `from ${least} to ${most}`);
}

function wholeNumber(field: string, value: number, least: number, most: number): void {
  const legal = Number.isInteger(value) && value >= least && value <= most;
  demand(legal, field, value, `a whole number from ${least} to ${most}`);
}

function oneOf<T>(field: string, value: T, legal: readonly T[]): void {
  demand(legal.includes(value), field, value, `one of ${legal.join(', ')}`);
}
