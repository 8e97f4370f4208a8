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
  /** Folder of the model; absent: the embedded one. */
  readonly model?: string;
}

type Flag = readonly [name: string, value?: string | number];

/**
 * One flag per line. A prompt with NUL, which no argument can hold, is asked for as a file.
 * @param out file for the trace; without it the answer is printed.
 */
export function commandLine(call: DecodeCall, out?: string): string {
  const { strategy, options = {} } = call.request;
  return written('decode', call, [
    ['strategy', strategy],
    ...Object.entries(options).map(([name, value]) => ['option', `${name}=${value}`] as const),
    ...(isOwnSchedule(call) ? [] : [['schedule', call.request.schedule] as const]),
    ...sharedFlags(call),
    ...(out === undefined ? [] : [['out', out] as const]),
  ]);
}

/**
 * Decodes of one prompt: `diffuscope compare` where only their strategies differ, else one command for each.
 * @param calls at least one, at most 26. The traces become files, `a.json` of the first.
 */
export function comparisonCommands(calls: readonly DecodeCall[]): string {
  const [first] = calls;
  const strategies = calls.map(({ request }) => request.strategy);
  const flags = calls.map((call) => JSON.stringify(sharedFlags(call)));
  const schedules = calls.map(({ request }) => request.schedule);
  const own = calls.every(isOwnSchedule);
  const alike =
    calls.length > 1 &&
    new Set(strategies).size === calls.length &&
    new Set(flags).size === 1 &&
    (own || new Set(schedules).size === 1) &&
    calls.every(({ request }) => Object.keys(request.options ?? {}).length === 0);
  if (!alike)
    return calls.map((call, index) => commandLine(call, `${'abcdefghijklmnopqrstuvwxyz'[index]}.json`)).join('\n\n');
  return written('compare', first!, [
    ['strategies', strategies.join(',')],
    ...(own ? [] : [['schedule', schedules[0]!] as const]),
    ...sharedFlags(first!),
    ['out', 'comparison'],
  ]);
}

function isOwnSchedule({ request }: DecodeCall): boolean {
  return request.schedule === findStrategy(request.strategy).schedule;
}

/** All but prompt, weights, strategy, its options and its schedule. */
function sharedFlags({ request }: DecodeCall): readonly Flag[] {
  const { temperature, topP, topK, order, suppressMask, precision, guidance, ends } = request.sampling;
  const flags: readonly (Flag | false)[] = [
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
  return flags.filter((flag) => flag !== false);
}

function written(command: string, { promptText, quantisation, model }: DecodeCall, flags: readonly Flag[]): string {
  const nul = promptText.includes('\0');
  const all: readonly Flag[] = [
    nul ? ['prompt-file', 'prompt.txt'] : ['prompt', promptText],
    ...(model === undefined ? [] : [['model', model] as const]),
    ...(['u8', 'q4'].includes(quantisation) ? [['variant', quantisation] as const] : []),
    ...flags,
  ];
  const words = all.map(([name, value]) =>
    value === undefined ? `--${name}` : `--${name}=${shellWord(String(value))}`,
  );
  const call = [`npx diffuscope ${command}`, ...words].join(' \\\n  ');
  return nul ? `# The prompt holds a NUL character: save it as prompt.txt first.\n${call}` : call;
}
