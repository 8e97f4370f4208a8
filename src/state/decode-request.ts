/** Between the settings of the page and the request of a decode. */
import { DEFAULT_CANDIDATES, defaultSampling } from '../decode/request.ts';
import type { DecodeRequest } from '../decode/types.ts';
import type { Settings } from './settings-slice.ts';

/** @param prompt [P] ids of the chat template with the text in it. */
export function requestOf(settings: Settings, prompt: Int32Array, maskId: number): DecodeRequest {
  const { temperature, topP, topK, order, suppressMask, ...rest } = settings;
  return {
    ...rest,
    prompt,
    maskId,
    candidates: DEFAULT_CANDIDATES,
    sampling: { ...defaultSampling, temperature, topP, topK, order, suppressMask },
  };
}

/** The settings that make the request again. */
export function settingsOf(request: DecodeRequest): Settings {
  const { strategy, schedule, canvasLength, steps, blockLength, algTemp, seed, eps, skipEmptySteps } = request;
  const { temperature, topP, topK, order, suppressMask } = request.sampling;
  const knobs = { strategy, schedule, canvasLength, steps, blockLength, algTemp, seed, eps, skipEmptySteps };
  return { ...knobs, temperature, topP, topK, order, suppressMask };
}
