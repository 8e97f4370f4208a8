/** Files of cases: expected results made elsewhere, to hold this code to. The format is described in `docs/cases.md`. */
import * as v from 'valibot';
import { DiffuscopeError } from '../model/error.ts';
import { arNessFile } from './ar-ness-case.ts';

const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger());
const index = v.pipe(whole, v.minValue(0));
const count = v.pipe(whole, v.minValue(1));
const row = v.array(number);
const rows = v.array(row);
const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.nullish(schema);

/** Names and parameters of the rule; which are read depends on the strategy. */
const optionsSchema = v.looseObject({
  temperature: maybe(number),
  topP: maybe(number),
  topK: maybe(whole),
  algTemp: maybe(number),
  eps: maybe(number),
  suppressMask: maybe(v.boolean()),
  cfgScale: maybe(number),
  remasking: maybe(v.picklist(['low_confidence', 'random'])),
  logitsEosInf: maybe(v.boolean()),
  confidenceEosEotInf: maybe(v.boolean()),
  eosId: maybe(index),
  eotId: maybe(index),
  numTransferTokens: maybe(count),
  numToTransfer: maybe(count),
  eosEarlyStop: maybe(v.boolean()),
  nucleusP: maybe(number),
  background: maybe(row),
  thresholds: maybe(v.object({ early: number, mid: number, late: number })),
});

const tokenAt = v.tuple([index, index]);
const changesSchema = v.object({
  unmask: v.array(tokenAt),
  remask: v.array(index),
  overwrite: v.array(tokenAt),
});
const traceSchema = { expected: v.array(changesSchema), final: v.array(index) };
const stream = v.array(v.nullable(row));

const decodingCase = v.looseObject({
  id: v.string(),
  strategy: v.string(),
  options: optionsSchema,
  V: count,
  L: count,
  maskId: index,
  shift: v.literal(false),
  prompt: v.array(index),
  steps: maybe(count),
  blockLength: count,
  init: maybe(v.array(index)),
  logits: maybe(rows),
  logitsPerStep: maybe(v.array(rows)),
  uncondLogits: maybe(rows),
  uncondLogitsPerStep: maybe(v.array(rows)),
  shadowLogits: maybe(rows),
  shadowLogitsPerStep: maybe(v.array(rows)),
  uniforms: maybe(v.object({ token: maybe(stream), transfer: maybe(stream), order: maybe(stream) })),
  ...traceSchema,
  float32: maybe(v.object(traceSchema)),
  tieStepsAtQuota: maybe(index),
});

const decodingFile = v.looseObject({ format: v.literal('decoding-cases/1'), cases: v.array(decodingCase) });

const passAtKFile = v.looseObject({
  format: v.literal('pass-at-k/1'),
  cases: v.array(v.looseObject({ n: count, c: index, k: count, expected: number })),
  meanOverProblems: v.array(v.looseObject({ n: count, correct: v.array(index), k: count, expected: number })),
});

const fileSchema = v.variant('format', [decodingFile, passAtKFile, arNessFile]);

export type CaseFile = v.InferOutput<typeof fileSchema>;
export type DecodingCase = v.InferOutput<typeof decodingCase>;
export type CaseOptions = v.InferOutput<typeof optionsSchema>;
export type PassAtKFile = v.InferOutput<typeof passAtKFile>;
/** What one forward pass changed, sorted by position. */
export type Changes = v.InferOutput<typeof changesSchema>;

/** @throws DiffuscopeError `bad-cases` naming the first field that is wrong. */
export function readCaseFile(text: string): CaseFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw badCases('it is not JSON');
  }
  const result = v.safeParse(fileSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw badCases(`${v.getDotPath(issue) ?? 'the file'}: ${issue.message.slice(0, 120)}`);
}

function badCases(what: string): DiffuscopeError {
  return new DiffuscopeError('bad-cases', `This is no file of cases: ${what}.`, 'docs/cases.md describes the format.');
}
