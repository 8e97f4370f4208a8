/**
 * The ranges of the settings, one short message per field that is wrong, for beside the field. `checkRequest` has the
 * last word: it stops at the first thing that is wrong and knows the prompt.
 */
import { isOneByOne, needWords, strategyNeeds, strategyOptions } from '../decode/options.ts';
import { LIMITS, sharesSteps } from '../decode/request.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { Need, OptionSpec, OptionValue, Strategy } from '../decode/types.ts';
import { DiffuscopeError } from '../model/error.ts';
import type { Words } from '../words/words.ts';
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
  unmet: readonly Need[],
  t: Words,
): SettingsProblems {
  const { canvasLength, steps, blockLength, temperature, topP, topK, algTemp, guidance, seed, eps } = settings;
  const problems: { -readonly [Field in keyof Settings]?: string } = {};
  const upTo = (most: number): string => t('From 0 to {{most}}.', { most });
  const longest = Math.min(LIMITS.canvasLength, contextLength === null ? LIMITS.canvasLength : contextLength - 1);
  if (!isCount(canvasLength)) problems.canvasLength = t('A whole number from 1.');
  else if (canvasLength > longest) problems.canvasLength = t('At most {{most}} for this model.', { most: longest });

  const even = sharesSteps(settings);
  if (!isCount(blockLength)) problems.blockLength = t('A whole number from 1.');
  else if (even && isCount(canvasLength) && canvasLength % blockLength !== 0) {
    problems.blockLength = t('Must divide the canvas ({{length}}).', { length: canvasLength });
  } else if (blockLength > canvasLength)
    problems.blockLength = t('At most the canvas ({{length}}).', { length: canvasLength });

  const oneByOne = !unmet.includes('both-sides') || isOneByOne(settings);
  if (!isCount(steps)) problems.steps = t('A whole number from 1.');
  else if (steps > LIMITS.steps) problems.steps = t('At most {{most}}.', { most: LIMITS.steps });
  else if (even && problems.canvasLength === undefined && problems.blockLength === undefined) {
    const blocks = canvasLength / blockLength;
    if (steps % blocks !== 0) problems.steps = t('A multiple of the {{blocks}} blocks.', { blocks });
  }
  if (!oneByOne && steps !== canvasLength)
    problems.steps = t('One token a step: {{length}}.', { length: canvasLength });
  else if (!oneByOne) problems.schedule = t('One token a step: LLaDA or dllm.');

  if (!isBetween(temperature, 0, LIMITS.temperature)) problems.temperature = upTo(LIMITS.temperature);
  if (topP !== null && !(topP > 0 && topP <= 1)) problems.topP = t('Above 0, at most 1.');
  if (topK !== null && !isCount(topK)) problems.topK = t('A whole number from 1.');
  if (!isBetween(algTemp, 0, LIMITS.algTemp)) problems.algTemp = upTo(LIMITS.algTemp);
  if (!isBetween(guidance, 0, LIMITS.guidance)) problems.guidance = upTo(LIMITS.guidance);
  else if (guidance > 0 && unmet.includes('guidance')) problems.guidance = t('Only 0 for this model.');
  if (!isSeed(seed)) problems.seed = t('Digits, below 2⁶⁴.');
  if (!(eps >= 0 && eps < 1)) problems.eps = t('From 0 to below 1.');

  const strategy = findStrategy(settings.strategy);
  const reason = unmetReason(strategy, unmet, t);
  if (reason !== null) problems.strategy = reason;
  const options = settings.options[strategy.id] ?? {};
  if (!isAccepted(() => strategyOptions(strategy, options))) problems.options = t('Out of range.');
  return problems;
}

/** What is wrong with the value of an option, for beside its field; `undefined` if nothing is. */
export function optionProblem(strategy: Strategy, spec: OptionSpec, value: OptionValue, t: Words): string | undefined {
  return isAccepted(() => strategyOptions(strategy, { [spec.name]: value })) ? undefined : optionRange(spec, t);
}

/** The legal values of an option, one sentence; an empty field is none. */
export function optionRange(spec: OptionSpec, t: Words): string {
  if (spec.kind === 'boolean' || spec.kind === 'choice') return t('One of those offered.');
  const { kind, min, max, nullable } = spec;
  const range = { min, max };
  if (kind === 'integer') {
    return nullable
      ? t('A whole number from {{min}} to {{max}}, or empty.', range)
      : t('A whole number from {{min}} to {{max}}.', range);
  }
  return nullable
    ? t('A number from {{min}} to {{max}}, or empty.', range)
    : t('A number from {{min}} to {{max}}.', range);
}

/** Why a runtime that lacks `unmet` cannot run the strategy, one sentence; `null` if it can. */
export function unmetReason(strategy: Strategy, unmet: readonly Need[], t: Words): string | null {
  const missing = strategyNeeds(strategy).find((need) => unmet.includes(need));
  if (missing === undefined) return null;
  const values = { strategy: t.core(strategy.label), need: t.core(needWords[missing]) };
  return t('"{{strategy}}" needs {{need}}, which this model and runtime do not give.', values);
}

function isAccepted(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (thrown) {
    if (thrown instanceof DiffuscopeError) return false;
    throw thrown;
  }
}

function isSeed(text: string): boolean {
  return /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n;
}
