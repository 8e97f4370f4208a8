/** A decode as a call of `diffuscope decode`, the same in all that its flags can say. */
import { DEFAULT_CANDIDATES, DEFAULT_EPS, defaultSampling } from '../decode/request.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { DecodeRequest } from '../decode/types.ts';
import { shellWord } from './literals.ts';

/** What a command needs to know of a decode. */
export interface DecodeCall {
  /** Before the chat template. */
  readonly promptText: string;
  readonly request: Omit<DecodeRequest, 'prompt' | 'maskId'>;
  /** Weights as the trace names them. */
  readonly quantisation: string;
}

/** One flag per line. A prompt with NUL, which no argument can hold, is asked for as a file. */
export function commandLine({ promptText, request, quantisation }: DecodeCall): string {
  const { sampling, strategy, options = {} } = request;
  const { temperature, topP, topK, order, suppressMask, precision, guidance, ends } = sampling;
  const nul = promptText.includes('\0');
  const flags: readonly (readonly [name: string, value?: string | number] | false)[] = [
    nul ? ['prompt-file', 'prompt.txt'] : ['prompt', promptText],
    ['u8', 'q4'].includes(quantisation) && ['variant', quantisation],
    ['strategy', strategy],
    ...Object.entries(options).map(([name, value]) => ['option', `${name}=${value}`] as const),
    request.schedule !== findStrategy(strategy).schedule && ['schedule', request.schedule],
    ['length', request.canvasLength],
    request.steps !== request.canvasLength && ['steps', request.steps],
    request.blockLength !== request.canvasLength && ['block-length', request.blockLength],
    temperature !== defaultSampling.temperature && ['temperature', temperature],
    topP !== null && ['top-p', topP],
    topK !== null && ['top-k', topK],
    order === 'filter-first' && ['filter-first'],
    request.algTemp !== 0 && ['alg-temp', request.algTemp],
    request.ties !== undefined && ['ties', request.ties],
    guidance !== undefined && ['guidance', guidance],
    suppressMask && ['suppress-mask'],
    ends?.suppressEos === true && ['suppress-eos'],
    ends?.doubtEnds === true && ['doubt-ends'],
    precision !== defaultSampling.precision && ['precision', precision],
    request.eps !== DEFAULT_EPS && ['eps', request.eps],
    request.skipEmptySteps && ['skip-empty-steps'],
    request.candidates !== DEFAULT_CANDIDATES && ['candidates', request.candidates],
    ['seed', request.seed],
  ];
  const words = flags.flatMap((flag) => {
    if (flag === false) return [];
    const [name, value] = flag;
    return [value === undefined ? `--${name}` : `--${name}=${shellWord(String(value))}`];
  });
  const call = ['npx diffuscope decode', ...words].join(' \\\n  ');
  return nul ? `# The prompt holds a NUL character: save it as prompt.txt first.\n${call}` : call;
}
