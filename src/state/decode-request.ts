/** Between the settings of the page and the request of a decode. */
import { DEFAULT_CANDIDATES, defaultSampling } from '../decode/request.ts';
import { strategies } from '../decode/strategies/registry.ts';
import type { DecodeRequest } from '../decode/types.ts';
import type { TraceModel } from '../trace/types.ts';
import type { Settings } from './settings-slice.ts';

/**
 * The request leaves out what is off, so that a decode without it reads as it always did.
 * @param prompt [P] ids of the chat template with the text in it.
 * @param tokens of the model; its first eos is the end of text, its last the end of the turn.
 */
export function requestOf(settings: Settings, prompt: Int32Array, tokens: TraceModel['tokens']): DecodeRequest {
  const { temperature, topP, topK, order, suppressMask, guidance, suppressEos, doubtEnds, ...loop } = settings;
  const { options, ties, ...rest } = loop;
  const own = options[settings.strategy] ?? {};
  const [eosId] = tokens.eos;
  const grows = strategies.find(({ id }) => id === settings.strategy)?.needs?.includes('growth') ?? false;
  return {
    ...rest,
    prompt,
    maskId: tokens.mask,
    candidates: DEFAULT_CANDIDATES,
    ...(Object.keys(own).length > 0 && { options: own }),
    ...(ties !== 'lowest' && { ties }),
    sampling: {
      ...defaultSampling,
      ...{ temperature, topP, topK, order, suppressMask },
      ...(guidance !== 0 && { guidance }),
      // A canvas that grows does so by where the text ends.
      ...(eosId !== undefined &&
        (suppressEos || doubtEnds || grows) && {
          ends: { eosId, eotId: tokens.eos.at(-1)!, suppressEos, doubtEnds },
        }),
    },
  };
}

/** The settings that make the request again. */
export function settingsOf(request: Omit<DecodeRequest, 'prompt'>): Settings {
  const { strategy, schedule, canvasLength, steps, blockLength, algTemp, seed, eps, skipEmptySteps } = request;
  const { options, ties = 'lowest', sampling } = request;
  const { temperature, topP, topK, order, suppressMask, guidance = 0, ends } = sampling;
  return {
    ...{ strategy, schedule, canvasLength, steps, blockLength, algTemp, seed, eps, skipEmptySteps, ties },
    ...{ temperature, topP, topK, order, suppressMask, guidance },
    suppressEos: ends?.suppressEos ?? false,
    doubtEnds: ends?.doubtEnds ?? false,
    options: options === undefined ? {} : { [strategy]: options },
  };
}
