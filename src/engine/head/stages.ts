/** Which looks at the logits a question takes on the GPU, see `head.wgsl`. */
import { EXACT_VOCABULARY, nucleusWord, steepness } from '../../decode/integer-weights.ts';
import type { StatsRequest } from '../../decode/types.ts';

export interface Stage {
  readonly kernel: 'rank' | 'sum' | 'narrow' | 'gather';
  /** [15] the struct `Stage` of `head.wgsl`. */
  readonly words: Uint32Array<ArrayBuffer>;
}

/** Length of the ranked lists in `head.wgsl`. */
export const MOST_CANDIDATES = 256;

/** Stages that one question can take: top-k first, a nucleus, and a draw with a share for the mask, with doubted ends. */
export const MOST_STAGES = 20;

/** Pairs of sums in the report. */
const RAW = 0;
const RESHAPED = 1;
const WITHOUT_ENDS = 2;

const TOP_K = 0;
const NUCLEUS = 1;
const DRAW = 2;
const DRAW_BEHIND_MASK = 3;

/** A radix selection goes through logits by 8 bits, through ids by 9; the order of both is that of the columns of `narrow`. */
const keyDigits = [24, 16, 8, 0].map((shift) => ({ ofIds: 0, shift, mask: shift === 24 ? 0 : -1 << (shift + 8) }));
const idDigits = [9, 0].map((shift) => ({ ofIds: 1, shift, mask: shift === 9 ? 0 : -1 << (shift + 9) }));

/** Whether the GPU's head says all that the question asks for. */
export function isAnswered(request: StatsRequest, vocabularySize: number): boolean {
  const { sampling, rule, candidates, credit, divergence, shadow } = request;
  const { precision, guidance = 0, ends } = sampling;
  const asksMore = guidance !== 0 || [credit, divergence, shadow].some((each) => each !== undefined);
  // What these say is of the logits with the end of the text.
  const ofAll = request.held || request.gap;
  return (
    precision === 'float32' &&
    !rule?.float32 &&
    !asksMore &&
    !(ends?.suppressEos && ofAll) &&
    candidates <= MOST_CANDIDATES &&
    vocabularySize <= EXACT_VOCABULARY
  );
}

/** Whether tokens are drawn, and not those of the largest logit taken. */
export function isDrawn({ sampling, maskMass }: StatsRequest): boolean {
  return sampling.temperature > 0 || maskMass !== undefined;
}

/** The distribution that the tokens are drawn from is not that of the logits as they are. */
export function isReshaped({ sampling }: StatsRequest, vocabularySize: number): boolean {
  return finalTemperature(sampling.temperature) !== 1 || hasNucleus(sampling.topP) || cutsOff(sampling, vocabularySize);
}

/** The stages in order; those that filter and draw only where the question asks for it. */
export function stagesOf(request: StatsRequest, vocabularySize: number): readonly Stage[] {
  const { sampling, rule = {}, held } = request;
  const { topK, topP } = sampling;
  const draws = isDrawn(request);
  const temperature = finalTemperature(sampling.temperature);
  const filterAt = sampling.order === 'temperature-first' ? temperature : 1;
  const reshaped = isReshaped(request, vocabularySize);
  const drawnAt = draws ? temperature : null;

  const keepTopK = cutsOff(sampling, vocabularySize) ? narrow(TOP_K, keyDigits, topK! - 1, null) : [];
  const nucleus = (share: number): readonly Stage[] =>
    narrow(NUCLEUS, [...keyDigits, ...idDigits], share, filterAt, rule.crossing === 'exclude');
  const keepTopP = hasNucleus(topP) ? nucleus(nucleusWord(topP!)) : [];
  const topKFirst = rule.topKFirst && keepTopK.length > 0 && keepTopP.length > 0;
  const filters = topKFirst
    ? [...keepTopK, sum(RESHAPED, filterAt, filterAt), ...keepTopP]
    : [...keepTopP, ...keepTopK];
  const first = keepTopP.length > 0 && !topKFirst ? filterAt : reshaped ? null : drawnAt;
  return [
    stage('rank', {}),
    // Before the others: what a sum says of integers and kept tokens is that of the last one.
    ...(sampling.ends?.doubtEnds ? [sum(WITHOUT_ENDS, 1, null)] : []),
    sum(RAW, 1, first),
    ...filters,
    ...(reshaped ? [sum(RESHAPED, temperature, drawnAt)] : []),
    ...(draws ? narrow(DRAW, idDigits, 0, temperature) : []),
    ...(request.maskMass ? narrow(DRAW_BEHIND_MASK, idDigits, 0, temperature) : []),
    ...(draws || held ? [stage('gather', {})] : []),
  ];
}

/** Temperature 0 takes the arg-max of the untempered distribution. */
function finalTemperature(temperature: number): number {
  return temperature > 0 ? temperature : 1;
}

function hasNucleus(topP: number | null): boolean {
  return topP !== null && topP < 1;
}

function cutsOff({ topK }: StatsRequest['sampling'], vocabularySize: number): boolean {
  return topK !== null && topK < vocabularySize;
}

/** @param integersAt the temperature of the integer weights; null: none are needed. */
function sum(slot: number, temperature: number, integersAt: number | null): Stage {
  return stage('sum', { slot, temperature, integersAt });
}

function narrow(
  quest: number,
  digits: typeof keyDigits,
  share: number,
  integersAt: number | null,
  exclude = false,
): readonly Stage[] {
  return digits.map(({ ofIds, shift, mask }, index) =>
    stage('narrow', {
      ...{ quest, share, integersAt, exclude, ofIds },
      ...(ofIds === 1 ? { idMask: mask, idShift: shift } : { keyMask: mask, keyShift: shift }),
      // What comes before the ids has settled the whole key; a draw has no key.
      ...(ofIds === 1 && quest === NUCLEUS && { keyMask: -1 }),
      isFirst: index === 0,
      isLast: index === digits.length - 1,
    }),
  );
}

interface StageFields {
  readonly temperature?: number;
  readonly integersAt?: number | null;
  readonly slot?: number;
  readonly quest?: number;
  readonly share?: number;
  readonly exclude?: boolean;
  readonly keyMask?: number;
  readonly keyShift?: number;
  readonly idMask?: number;
  readonly idShift?: number;
  readonly ofIds?: number;
  readonly isFirst?: boolean;
  readonly isLast?: boolean;
}

function stage(kernel: Stage['kernel'], fields: StageFields): Stage {
  const { temperature = 1, integersAt = null } = fields;
  const { multiplier, shift, limit } =
    integersAt === null ? { multiplier: 0, shift: 0, limit: 0 } : steepness(integersAt);
  const words = Uint32Array.of(
    0,
    ...[multiplier, shift, limit, fields.slot ?? 0],
    ...[fields.quest ?? 0, fields.share ?? 0, Number(fields.exclude ?? false)],
    ...[fields.keyMask ?? 0, fields.keyShift ?? 0, fields.idMask ?? 0, fields.idShift ?? 0],
    ...[fields.ofIds ?? 0, Number(fields.isFirst ?? false), Number(fields.isLast ?? false)],
  );
  // Finite in a float whatever the distance, which is at most 1e30.
  new Float32Array(words.buffer)[0] = Math.min(Math.LOG2E / temperature, 2 ** 26);
  return { kernel, words };
}
