/** What the cases call a strategy and its options, in the words of this project: one entry per name. */
import { DEFAULT_EPS, defaultSampling } from '../decode/request.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { DecodeRequest, OptionValue, OptionValues, Sampling, ScheduleId } from '../decode/types.ts';
import type { CaseOptions, DecodingCase } from './case-file.ts';

interface Setup {
  readonly strategy: string;
  /** Default: the strategy's own. */
  readonly schedule?: ScheduleId;
  readonly options?: OptionValues;
  readonly sampling?: Partial<Sampling>;
  /** Its steps commit the n slots of highest score, and the file counts those that a tie decided. */
  readonly countsTies?: boolean;
}

/** The options of these names, under the same names. */
function named(options: CaseOptions, ...names: readonly string[]): OptionValues {
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name] as OptionValue]),
  );
}

/** Options by the names of this project, given their names in the case. */
function renamed(options: CaseOptions, names: Readonly<Record<string, string>>): OptionValues {
  return Object.fromEntries(
    Object.entries(names)
      .filter(([, name]) => options[name] !== undefined)
      .map(([own, name]) => [own, options[name] as OptionValue]),
  );
}

const atLeast = ({ numTransferTokens }: CaseOptions): OptionValues =>
  numTransferTokens == null ? {} : { atLeast: numTransferTokens };

const confidenceOrRandom = ({ remasking }: CaseOptions): string =>
  remasking === 'random' ? 'random' : 'low-confidence';

const remdm = (strategy: string, options: CaseOptions, ...names: readonly string[]): Setup => ({
  strategy,
  options: named(options, 'eps', ...names),
  sampling: { topP: options.nucleusP ?? null },
});

const klass = (options: CaseOptions): OptionValues => named(options, 'confThreshold', 'klThreshold', 'historyLength');

const setups: Readonly<Record<string, (options: CaseOptions) => Setup>> = {
  'dream-entropy': () => ({ strategy: 'entropy', countsTies: true }),
  'dream-maskgit-plus': () => ({ strategy: 'maskgit-plus', countsTies: true }),
  'dream-topk-margin': () => ({ strategy: 'topk-margin', countsTies: true }),
  'dream-origin': () => ({ strategy: 'origin' }),
  'llada-low-confidence': (options) => ({ strategy: confidenceOrRandom(options), countsTies: true }),
  'llada-random': (options) => ({ strategy: confidenceOrRandom(options), countsTies: true }),
  'dllm-mdlm': (options) => ({ strategy: confidenceOrRandom(options), schedule: 'dllm' }),
  'fastdllm-threshold-llada': (options) => ({
    strategy: 'threshold',
    options: { ...named(options, 'threshold'), scores: options.remasking === 'random' ? 'random' : 'confidence' },
  }),
  'fastdllm-threshold-dream': (options) => ({ strategy: 'threshold-dream', options: named(options, 'threshold') }),
  'dinfer-threshold': (options) => ({ strategy: 'threshold-dinfer', options: named(options, 'threshold') }),
  'factor-dinfer': (options) => ({ strategy: 'factor-dinfer', options: named(options, 'factor') }),
  'factor-dllm': (options) => ({ strategy: 'factor-dllm', options: named(options, 'factor') }),
  'factor-d2cache': (options) => ({
    strategy: 'factor-d2cache',
    options: { ...named(options, 'factor'), ...atLeast(options) },
  }),
  'entropy-bound': (options) => ({ strategy: 'entropy-bound', options: named(options, 'gamma') }),
  'p2-open-dllm': () => ({ strategy: 'p2-open-dllm' }),
  'pc-sampler': (options) => ({ strategy: 'pc-sampler', options: named(options, 'lambda', 'alpha') }),
  'certainty-prior': (options) => ({
    strategy: 'certainty-prior',
    options: { ...named(options, 'sigma', 'threshold'), ...atLeast(options) },
  }),
  prophet: ({ thresholds, remasking, ...options }) => ({
    strategy: 'prophet',
    options: {
      ...(thresholds ?? {}),
      ...named(options, 'answerStart', 'answerLength'),
      scores: remasking === 'random' ? 'random' : 'confidence',
    },
  }),
  'dinfer-credit': (options) => ({
    strategy: 'credit',
    options: {
      ...named(options, 'threshold'),
      ...renamed(options, { weight: 'creditAlpha', boost: 'boostGamma', decay: 'decayBeta' }),
    },
  }),
  'dinfer-hierarchy': (options) => ({ strategy: 'hierarchy', options: named(options, 'lowThreshold', 'threshold') }),
  slowfast: (options) => ({
    strategy: 'slowfast',
    options: named(
      options,
      ...['explorationSteps', 'cycleThreshold', 'stabilityWindow', 'stabilityStd', 'highThreshold'],
    ),
  }),
  'remdm-cap': (options) => remdm('remdm-cap', options, 'eta'),
  'remdm-rescale': (options) => remdm('remdm-rescale', options, 'eta'),
  'remdm-conf': (options) => remdm('remdm-conf', options),
  'remdm-loop': (options) => remdm('remdm-loop', options, 'eta', 'tOn', 'tOff', 'alphaOn'),
  'klass-llada': (options) => ({ strategy: 'klass-llada', options: klass(options) }),
  'klass-dream': (options) => ({ strategy: 'klass-dream', options: klass(options) }),
  saber: (options) => ({ strategy: 'saber', options: named(options, 'n') }),
  wino: (options) => ({ strategy: 'wino', options: named(options, 'threshold', 'thresholdBack') }),
  'llada21-edit': (options) => ({
    strategy: 'llada21-edit',
    options: {
      ...named(options, 'threshold', 'editingThreshold', 'maxPostSteps'),
      ...(options.numToTransfer != null && { atLeast: options.numToTransfer }),
      ...(options.eosEarlyStop === true && { eosId: options.eosId! }),
    },
  }),
};

/** Whether `caseRequest` knows the strategy of a case. */
export const isKnown = (strategy: string): boolean => Object.hasOwn(setups, strategy);

/** Whether `tieStepsAtQuota` counts the ties of steps alone: with top-k it also counts those among tokens. */
export const countsTies = ({ strategy, options }: DecodingCase): boolean =>
  setups[strategy]!(options).countsTies === true && (options.topK ?? null) === null;

/** @param sample of a strategy that is known. */
export function caseRequest(sample: DecodingCase, precision: Sampling['precision']): DecodeRequest {
  const { options, L: canvasLength } = sample;
  const setup = setups[sample.strategy]!(options);
  return {
    prompt: Int32Array.from(sample.prompt),
    maskId: sample.maskId,
    canvasLength,
    steps: sample.steps ?? canvasLength,
    blockLength: sample.blockLength,
    strategy: setup.strategy,
    options: setup.options ?? {},
    schedule: setup.schedule ?? findStrategy(setup.strategy).schedule,
    eps: options.eps ?? DEFAULT_EPS,
    skipEmptySteps: false,
    algTemp: options.algTemp ?? 0,
    sampling: { ...samplingOf(options, precision), ...setup.sampling },
    candidates: Math.min(3, sample.V),
    seed: '0',
  };
}

function samplingOf(options: CaseOptions, precision: Sampling['precision']): Sampling {
  const { eosId, eotId, logitsEosInf, confidenceEosEotInf } = options;
  const ends = { suppressEos: logitsEosInf === true, doubtEnds: confidenceEosEotInf === true };
  return {
    ...defaultSampling,
    temperature: options.temperature ?? 0,
    topP: options.topP ?? null,
    topK: options.topK === 0 ? null : (options.topK ?? null),
    suppressMask: options.suppressMask ?? false,
    precision,
    guidance: options.cfgScale ?? 0,
    ...((ends.suppressEos || ends.doubtEnds) && { ends: { ...ends, eosId: eosId!, eotId: eotId! } }),
  };
}
