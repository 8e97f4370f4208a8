/** One step of a trace as JSON and back. */
import * as v from 'valibot';
import { applyStep } from '../decode/apply.ts';
import { blockSpans, passLimit } from '../decode/request.ts';
import { findStrategy } from '../decode/strategies/registry.ts';
import type { Commit, DecodeRequest, Insertion, PositionStats, Scores, StepRecord } from '../decode/types.ts';
import { boundarySchema } from './header-schema.ts';
import { damaged, numbersText, numberText, readFields, readIntegers, readNumbers } from './number-list.ts';

/** `unmask` is flattened: position, token id, position, …; all rows of `stats` too. */
export function stepText(record: StepRecord): string {
  const { step, block, quota, stats, unmask, remask, boundary, note, length, inserted } = record;
  const rows = (values: Scores | undefined): string | undefined => values && numbersText(values);
  const fields: Readonly<Record<(typeof FIELDS | typeof OPTIONAL)[number], string | undefined>> = {
    step: numberText(step),
    block: numberText(block),
    quota: numberText(quota),
    unmask: numbersText(unmask.flatMap((commit) => [commit.position, commit.tokenId])),
    remask: numbersText(remask),
    boundary: JSON.stringify({ ties: boundary.ties, gap: boundary.gap }),
    candidates: numberText(stats.candidates),
    positions: numbersText(stats.positions),
    sampledIds: numbersText(stats.sampledIds),
    topIds: numbersText(stats.topIds),
    topLogProbs: numbersText(stats.topLogProbs),
    entropy: numbersText(stats.entropy),
    rawConfidence: numbersText(stats.rawConfidence),
    confidence: numbersText(stats.confidence),
    margin: numbersText(stats.margin),
    negativeEntropy: numbersText(stats.negativeEntropy),
    held: rows(stats.held),
    gap: rows(stats.gap),
    divergence: rows(stats.divergence),
    background: rows(stats.background),
    shadowHeld: rows(stats.shadowHeld),
    note: note && JSON.stringify(note),
    length: length === undefined ? length : numberText(length),
    inserted: inserted && numbersText([inserted.at, inserted.count]),
  };
  const present = [...FIELDS, ...OPTIONAL].filter((name) => fields[name] !== undefined);
  return `{${present.map((name) => `"${name}":${fields[name]}`).join(',')}}`;
}

const FIELDS = [
  'step',
  'block',
  'quota',
  'unmask',
  'remask',
  'boundary',
  'candidates',
  'positions',
  'sampledIds',
  'topIds',
  'topLogProbs',
  'entropy',
  'rawConfidence',
  'confidence',
  'margin',
  'negativeEntropy',
] as const;

/** Left out where a step has none. */
const OPTIONAL = ['held', 'gap', 'divergence', 'background', 'shadowHeld', 'note', 'length', 'inserted'] as const;

type Fields = Readonly<Record<(typeof FIELDS | typeof OPTIONAL)[number], unknown>>;

/** Probabilities and entropies of float32 arithmetic may leave their range by this much. */
const ROUNDING = 1e-3;

/**
 * Reads all steps and replays them.
 * @param occurring [V] set to 1 for every token id met.
 * @returns the steps and the canvas [L] they lead to.
 */
export function readSteps(
  value: unknown,
  request: DecodeRequest,
  vocabularySize: number,
  occurring: Uint8Array,
): { readonly steps: readonly StepRecord[]; readonly canvas: Int32Array } {
  if (!Array.isArray(value)) throw damaged('steps is not a list');
  const canvas = new Int32Array(request.canvasLength).fill(request.maskId);
  const steps: StepRecord[] = [];
  const { pace = 'schedule', attends = 'masked' } = findStrategy(request.strategy);
  const blocks = blockSpans(request);
  const passes = blocks.length * (pace === 'schedule' ? blocks[0]!.steps : passLimit(request));
  for (const [index, entry] of value.entries()) {
    const where = `steps[${index}]`;
    const fields = readFields(entry, where, FIELDS, OPTIONAL);
    const count = (name: keyof Fields, low: number, high: number): number =>
      readIntegers([fields[name]], `${where}.${name}`, 1, low, high)[0]!;
    const step = count('step', (steps.at(-1)?.step ?? -1) + 1, passes - 1);
    const block = count('block', steps.at(-1)?.block ?? 0, blocks.length - 1);
    count('candidates', request.candidates, request.candidates);
    const stats = readStats(fields, where, request, vocabularySize);
    const quota = count('quota', 0, stats.positions.length);
    if (attends === 'masked') checkMasked(stats.positions, where, canvas, request.maskId);
    const { note } = fields;
    const length = fields.length === undefined ? undefined : count('length', 1, request.canvasLength - 1);
    const plan = readPlan(fields, where, canvas, request.maskId, vocabularySize, stats.positions, length);
    if (note !== undefined && typeof note !== 'string') throw damaged(`${where}.note is not a text`);
    for (const ids of [stats.topIds, stats.sampledIds]) for (const id of ids) occurring[id] = 1;
    for (const { tokenId } of plan.unmask) occurring[tokenId] = 1;
    applyStep(canvas, plan, request.maskId);
    steps.push({
      ...{ step, block, quota, stats, ...plan },
      ...(note !== undefined && { note }),
      ...(length !== undefined && { length }),
      ...(fields.inserted !== undefined && { inserted: readInsertion(fields.inserted, where, request.canvasLength) }),
    });
  }
  return { steps, canvas };
}

function readStats(
  fields: Fields,
  where: string,
  { canvasLength, candidates, sampling }: DecodeRequest,
  vocabularySize: number,
): PositionStats {
  const positions = readIntegers(fields.positions, `${where}.positions`, null, 0, canvasLength - 1);
  const rows = positions.length;
  const numbers = (name: keyof Fields, low: number, high: number, length: number | null = rows): Float64Array =>
    readNumbers(fields[name], `${where}.${name}`, length, [low, high]);
  const ids = (name: keyof Fields, length: number): Int32Array =>
    readIntegers(fields[name], `${where}.${name}`, length, 0, vocabularySize - 1);
  const scores = (name: keyof Fields, low: number, high: number, length: number | null = rows): Scores => {
    const values = numbers(name, low, high, length);
    return sampling.precision === 'float32' ? Float32Array.from(values) : values;
  };
  const mostEntropy = Math.log(vocabularySize) + ROUNDING;

  const topLogProbs = Float32Array.from(numbers('topLogProbs', -Infinity, ROUNDING, rows * candidates));
  for (let i = 1; i < topLogProbs.length; i++) {
    if (i % candidates !== 0 && topLogProbs[i]! > topLogProbs[i - 1]!) {
      throw damaged(`${where}.topLogProbs[${i}] is larger than the one before`);
    }
  }
  return {
    positions,
    candidates,
    topIds: ids('topIds', rows * candidates),
    topLogProbs,
    entropy: scores('entropy', -ROUNDING, mostEntropy),
    sampledIds: ids('sampledIds', rows),
    rawConfidence: scores('rawConfidence', -ROUNDING, 1 + ROUNDING),
    confidence: scores('confidence', -ROUNDING, 1 + ROUNDING),
    margin: scores('margin', -ROUNDING, 1 + ROUNDING),
    negativeEntropy: scores('negativeEntropy', -mostEntropy, ROUNDING),
    ...(fields.held !== undefined && { held: scores('held', 0, 1 + ROUNDING) }),
    ...(fields.gap !== undefined && { gap: scores('gap', 0, Number.MAX_VALUE) }),
    ...(fields.divergence !== undefined && { divergence: scores('divergence', -ROUNDING, Number.MAX_VALUE) }),
    ...(fields.background !== undefined && { background: scores('background', 0, 1) }),
    ...(fields.shadowHeld !== undefined && { shadowHeld: scores('shadowHeld', 0, 1 + ROUNDING, null) }),
  };
}

function checkMasked(positions: Int32Array, where: string, canvas: Int32Array, maskId: number): void {
  for (const [row, position] of positions.entries()) {
    if (canvas[position] !== maskId) throw damaged(`${where}.positions[${row}]: position ${position} is not masked`);
  }
}

function readInsertion(list: unknown, where: string, canvasLength: number): Insertion {
  const [at, count] = readIntegers(list, `${where}.inserted`, 2, 0, canvasLength - 1);
  if (count === 0) throw damaged(`${where}.inserted puts in no slot`);
  return { at: at!, count: count! };
}

/**
 * @param canvas [L] before the step.
 * @param length positions that existed in the pass; those behind it may be added, and filled, by the step.
 */
function readPlan(
  fields: Fields,
  where: string,
  canvas: Int32Array,
  maskId: number,
  vocabularySize: number,
  scored: Int32Array,
  length = canvas.length,
): Pick<StepRecord, 'unmask' | 'remask' | 'boundary'> {
  scored.forEach((position, row) => {
    if (row > 0 && position <= scored[row - 1]!) throw damaged(`${where}.positions[${row}] does not ascend`);
  });
  const flat = readIntegers(fields.unmask, `${where}.unmask`, null, 0, Math.max(canvas.length, vocabularySize) - 1);
  // An imported step has no statistics at all, and may have committed anywhere.
  const open = new Set(scored.length > 0 ? [...scored, ...[...canvas.keys()].slice(length)] : canvas.keys());
  const unmask: Commit[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const position = flat[i]!;
    const tokenId = flat[i + 1] ?? vocabularySize;
    if (!open.delete(position)) throw damaged(`${where}.unmask: position ${position} is not open to a commit`);
    if (tokenId >= vocabularySize) throw damaged(`${where}.unmask: no token for position ${position}`);
    unmask.push({ position, tokenId });
  }
  const remask = Array.from(readIntegers(fields.remask, `${where}.remask`, null, 0, canvas.length - 1));
  const unmasked = new Set(unmask.map(({ position }) => position));
  const filled = new Set(remask.filter((position) => canvas[position] !== maskId && !unmasked.has(position)));
  if (filled.size !== remask.length) throw damaged(`${where}.remask holds a position that is masked, or one twice`);
  const boundary = v.safeParse(boundarySchema, fields.boundary);
  if (!boundary.success) throw damaged(`${where}.boundary: ${boundary.issues[0].message}`);
  return { unmask, remask, boundary: boundary.output };
}
