/**
 * The ranges of the settings, one short message per field that is wrong, for beside the field. `checkRequest` has the
 * last word: it stops at the first thing that is wrong and knows the prompt.
 */
import { LIMITS } from '../decode/request.ts';
import type { Settings } from './settings-slice.ts';

export type SettingsProblems = { readonly [Field in keyof Settings]?: string };

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
const isBetween = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** @param contextLength most positions of the model, prompt and canvas together; `null` while none is loaded. */
export function settingsProblems(settings: Settings, contextLength: number | null): SettingsProblems {
  const { canvasLength, steps, blockLength, temperature, topP, topK, algTemp, seed, eps } = settings;
  const problems: { -readonly [Field in keyof Settings]?: string } = {};
  const longest = Math.min(LIMITS.canvasLength, contextLength === null ? LIMITS.canvasLength : contextLength - 1);
  if (!isCount(canvasLength)) problems.canvasLength = 'A whole number from 1.';
  else if (canvasLength > longest) problems.canvasLength = `At most ${longest} for this model.`;

  if (!isCount(blockLength)) problems.blockLength = 'A whole number from 1.';
  else if (isCount(canvasLength) && canvasLength % blockLength !== 0) {
    problems.blockLength = `Must divide the canvas (${canvasLength}).`;
  }

  if (!isCount(steps)) problems.steps = 'A whole number from 1.';
  else if (steps > LIMITS.steps) problems.steps = `At most ${LIMITS.steps}.`;
  else if (problems.canvasLength === undefined && problems.blockLength === undefined) {
    const blocks = canvasLength / blockLength;
    if (steps % blocks !== 0) problems.steps = `A multiple of the ${blocks} blocks.`;
  }

  if (!isBetween(temperature, 0, LIMITS.temperature)) problems.temperature = `From 0 to ${LIMITS.temperature}.`;
  if (topP !== null && !(topP > 0 && topP <= 1)) problems.topP = 'Above 0, at most 1.';
  if (topK !== null && !isCount(topK)) problems.topK = 'A whole number from 1.';
  if (!isBetween(algTemp, 0, LIMITS.algTemp)) problems.algTemp = `From 0 to ${LIMITS.algTemp}.`;
  if (!isSeed(seed)) problems.seed = 'Digits, below 2⁶⁴.';
  if (!(eps >= 0 && eps < 1)) problems.eps = 'From 0 to below 1.';
  return problems;
}

function isSeed(text: string): boolean {
  return /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n;
}
