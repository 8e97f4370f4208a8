/**
 * The ranges of the settings, one short message per field that is wrong, for beside the field. `checkRequest` has the
 * last word: it stops at the first thing that is wrong and knows the prompt.
 */
import { checkNeeds, rangeOf, strategyOptions } from '../decode/options.ts';
import { defaultSampling, LIMITS, sharesSteps } from '../decode/request.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { Need, OptionSpec, OptionValue, Strategy } from '../decode/types.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { Settings } from './settings-slice.ts';

export type SettingsProblems = { readonly [Field in keyof Settings]?: string };

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
const isBetween = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/**
 * @param contextLength most positions of the model, prompt and canvas together; `null` while none is loaded.
 * @param unmet what the runtime cannot give.
 */
export function settingsProblems(
  settings: Settings,
  contextLength: number | null,
  unmet: readonly Need[] = [],
): SettingsProblems {
  const { canvasLength, steps, blockLength, temperature, topP, topK, algTemp, guidance, seed, eps } = settings;
  const problems: { -readonly [Field in keyof Settings]?: string } = {};
  const longest = Math.min(LIMITS.canvasLength, contextLength === null ? LIMITS.canvasLength : contextLength - 1);
  if (!isCount(canvasLength)) problems.canvasLength = 'A whole number from 1.';
  else if (canvasLength > longest) problems.canvasLength = `At most ${longest} for this model.`;

  const even = sharesSteps(settings);
  if (!isCount(blockLength)) problems.blockLength = 'A whole number from 1.';
  else if (even && isCount(canvasLength) && canvasLength % blockLength !== 0) {
    problems.blockLength = `Must divide the canvas (${canvasLength}).`;
  } else if (blockLength > canvasLength) problems.blockLength = `At most the canvas (${canvasLength}).`;

  if (!isCount(steps)) problems.steps = 'A whole number from 1.';
  else if (steps > LIMITS.steps) problems.steps = `At most ${LIMITS.steps}.`;
  else if (even && problems.canvasLength === undefined && problems.blockLength === undefined) {
    const blocks = canvasLength / blockLength;
    if (steps % blocks !== 0) problems.steps = `A multiple of the ${blocks} blocks.`;
  }

  if (!isBetween(temperature, 0, LIMITS.temperature)) problems.temperature = `From 0 to ${LIMITS.temperature}.`;
  if (topP !== null && !(topP > 0 && topP <= 1)) problems.topP = 'Above 0, at most 1.';
  if (topK !== null && !isCount(topK)) problems.topK = 'A whole number from 1.';
  if (!isBetween(algTemp, 0, LIMITS.algTemp)) problems.algTemp = `From 0 to ${LIMITS.algTemp}.`;
  if (!isBetween(guidance, 0, LIMITS.guidance)) problems.guidance = `From 0 to ${LIMITS.guidance}.`;
  if (!isSeed(seed)) problems.seed = 'Digits, below 2⁶⁴.';
  if (!(eps >= 0 && eps < 1)) problems.eps = 'From 0 to below 1.';

  const strategy = findStrategy(settings.strategy);
  const reason = unmetReason(strategy, unmet);
  if (reason !== null) problems.strategy = reason;
  const options = settings.options[strategy.id] ?? {};
  if (refusal(() => strategyOptions(strategy, options)) !== null) problems.options = 'Out of range.';
  return problems;
}

/** What is wrong with the value of an option, for beside its field; `undefined` if nothing is. */
export function optionProblem(strategy: Strategy, spec: OptionSpec, value: OptionValue): string | undefined {
  if (refusal(() => strategyOptions(strategy, { [spec.name]: value })) === null) return undefined;
  const range = rangeOf(spec).replace(', or null', ', or empty');
  return `${range[0]!.toUpperCase()}${range.slice(1)}.`;
}

/** Why a runtime that lacks `unmet` cannot run the strategy, one sentence; `null` if it can. */
export function unmetReason(strategy: Strategy, unmet: readonly Need[]): string | null {
  return refusal(() => checkNeeds(strategy, defaultSampling, unmet));
}

/** What a check says instead of throwing it; `null` if it is content. */
function refusal(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (thrown) {
    if (thrown instanceof DiffuscopeError) return thrown.message;
    throw thrown;
  }
}

function isSeed(text: string): boolean {
  return /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n;
}
