/**
 * A trace as a JSON file and back. `parseTrace` is the border: whatever passes it is a trace that a decode can have
 * made, so that nothing behind it checks again.
 */
import * as v from 'valibot';
import { checkRequest } from '../decode/request.ts';
import type { DecodeRequest } from '../decode/types.ts';
import { DiffuscopeError } from '../model/error.ts';
import {
  createdAtSchema,
  finishSchema,
  modelSchema,
  promptTextSchema,
  requestSchema,
  runtimeSchema,
} from './header-schema.ts';
import { UNKNOWN_STRATEGY } from './import-history.ts';
import { damaged, numbersText, readFields, readIntegers, readNumbers } from './number-list.ts';
import { readSteps, stepText } from './step-json.ts';
import type { DecodeTrace, TraceModel } from './types.ts';

const FORMAT = 'diffuscope-trace';
/** 2 added options, guidance, revision and the evidence of single strategies, all optional: 1 is read as it is. */
const SCHEMA_VERSION = 2;
const OLDEST_VERSION = 1;

/** Larger files are refused before they are read: a page that parses them runs out of memory. */
export const MAX_TRACE_BYTES = 150_000_000;

/** @throws DiffuscopeError `bad-trace` above `MAX_TRACE_BYTES`. Call it before reading a file. */
export function checkTraceSize(bytes: number): void {
  if (bytes <= MAX_TRACE_BYTES) return;
  const megabytes = (size: number): string => `${Math.round(size / 1e6)} MB`;
  throw new DiffuscopeError(
    'bad-trace',
    `The file is too large for a trace: ${megabytes(bytes)}, the limit is ${megabytes(MAX_TRACE_BYTES)}.`,
    'Choose a trace that was saved by Diffuscope.',
  );
}

/** One field per line and one step per line. float32 numbers are written with the fewest digits that keep them. */
export function traceToJson(trace: DecodeTrace): string {
  const { model, runtime, request } = trace;
  const { sampling } = request;
  const { mask, pad, eos } = model.tokens;
  const fields: readonly (readonly [name: string, json: string])[] = [
    ['format', JSON.stringify(FORMAT)],
    ['schemaVersion', String(SCHEMA_VERSION)],
    ['createdAt', JSON.stringify(trace.createdAt)],
    [
      'model',
      JSON.stringify({
        id: model.id,
        label: model.label,
        quantisation: model.quantisation,
        sha256: model.sha256,
        tokens: { mask, pad, eos },
        vocabularySize: model.vocabularySize,
      }),
    ],
    ['runtime', JSON.stringify({ provider: runtime.provider, detail: runtime.detail, version: runtime.version })],
    ['promptText', JSON.stringify(trace.promptText)],
    ['prompt', numbersText(request.prompt)],
    [
      'request',
      JSON.stringify({
        maskId: request.maskId,
        canvasLength: request.canvasLength,
        steps: request.steps,
        blockLength: request.blockLength,
        strategy: request.strategy,
        options: request.options,
        schedule: request.schedule,
        eps: request.eps,
        skipEmptySteps: request.skipEmptySteps,
        algTemp: request.algTemp,
        ties: request.ties,
        sampling: {
          temperature: sampling.temperature,
          topP: sampling.topP,
          topK: sampling.topK,
          order: sampling.order,
          suppressMask: sampling.suppressMask,
          precision: sampling.precision,
          guidance: sampling.guidance,
          ends: sampling.ends,
        },
        candidates: request.candidates,
        seed: request.seed,
      }),
    ],
    ['finish', JSON.stringify(trace.finish)],
    ['final', numbersText(trace.final)],
    ['stepMillis', numbersText(trace.stepMillis)],
    ['pieces', piecesText(trace.pieces)],
    ['steps', `[\n${trace.steps.map(stepText).join(',\n')}\n]`],
  ];
  return `{\n${fields.map(([name, json]) => `"${name}":${json}`).join(',\n')}\n}\n`;
}

function piecesText(pieces: ReadonlyMap<number, string>): string {
  const sorted = [...pieces].sort(([a], [b]) => a - b);
  return `{${sorted.map(([id, text]) => `"${id}":${JSON.stringify(text)}`).join(',')}}`;
}

const FIELDS = [
  'format',
  'schemaVersion',
  'createdAt',
  'model',
  'runtime',
  'promptText',
  'prompt',
  'request',
  'finish',
  'final',
  'stepMillis',
  'pieces',
  'steps',
] as const;

/**
 * Checks untrusted text: every field, length and range, that tokens are committed only where a mask is, and that the
 * commits lead to `final`.
 * @throws DiffuscopeError `bad-trace` naming the first thing that is wrong, `newer-trace` for a later schema version.
 */
export function parseTrace(text: string): DecodeTrace {
  checkTraceSize(text.length);
  const fields = readFields(openFile(text), 'the file', FIELDS);
  const model = readPart(modelSchema, fields.model, 'model');
  const rest = readPart(requestSchema, fields.request, 'request');
  const lastId = model.vocabularySize - 1;
  checkIds(model, rest.maskId);
  const request = { ...rest, prompt: readIntegers(fields.prompt, 'prompt', null, 0, lastId) };
  // What is not known is checked as a strategy that commits once and keeps it; see `import-history.ts`.
  const checked = request.strategy === UNKNOWN_STRATEGY ? { ...request, strategy: 'entropy' } : request;
  checkLegal(checked);
  const final = readIntegers(fields.final, 'final', request.canvasLength, 0, lastId);
  const occurring = new Uint8Array(model.vocabularySize);
  for (const id of [request.maskId, ...request.prompt]) occurring[id] = 1;
  const { steps, canvas } = readSteps(fields.steps, checked, model.vocabularySize, occurring);
  const wrong = canvas.findIndex((token, position) => token !== final[position]);
  if (wrong >= 0) throw damaged(`final[${wrong}] is ${final[wrong]}, but the steps lead to ${canvas[wrong]}`);
  return {
    model,
    runtime: readPart(runtimeSchema, fields.runtime, 'runtime'),
    request,
    promptText: readPart(promptTextSchema, fields.promptText, 'promptText'),
    createdAt: readPart(createdAtSchema, fields.createdAt, 'createdAt'),
    steps,
    stepMillis: Array.from(readNumbers(fields.stepMillis, 'stepMillis', steps.length, [0, Number.MAX_VALUE])),
    final,
    finish: readPart(finishSchema, fields.finish, 'finish'),
    pieces: readPieces(fields.pieces, occurring),
  };
}

/** JSON of our format and version. */
function openFile(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged('it is not JSON');
  }
  const { format, schemaVersion } = (json ?? {}) as { format?: unknown; schemaVersion?: unknown };
  if (format !== FORMAT) {
    throw new DiffuscopeError(
      'bad-trace',
      'The file is not a Diffuscope trace.',
      'Choose a trace that was saved by Diffuscope.',
    );
  }
  if (Number.isSafeInteger(schemaVersion) && (schemaVersion as number) > SCHEMA_VERSION) {
    throw new DiffuscopeError(
      'newer-trace',
      `The trace has schema version ${schemaVersion}; this Diffuscope reads version ${SCHEMA_VERSION}.`,
      'Open it with a newer Diffuscope.',
    );
  }
  if (!Number.isSafeInteger(schemaVersion) || (schemaVersion as number) < OLDEST_VERSION)
    throw damaged('schemaVersion is unknown');
  return json;
}

function readPart<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown, where: string): Output {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  // The message quotes the value, which may be long.
  throw damaged(`${path === null ? where : `${where}.${path}`}: ${issue.message.slice(0, 120)}`);
}

function checkIds({ tokens, vocabularySize }: TraceModel, maskId: number): void {
  const outside = [tokens.mask, tokens.pad, ...tokens.eos].find((id) => id >= vocabularySize);
  if (outside !== undefined) throw damaged(`model.tokens: ${outside} is outside the vocabulary of ${vocabularySize}`);
  if (maskId !== tokens.mask) throw damaged(`request.maskId is ${maskId}, but model.tokens.mask ${tokens.mask}`);
}

/** A request that `decode` would take. */
function checkLegal(request: DecodeRequest): void {
  try {
    checkRequest(request, Number.POSITIVE_INFINITY);
  } catch (thrown) {
    if (!(thrown instanceof DiffuscopeError)) throw thrown;
    throw damaged(`request: ${thrown.message.slice(0, 200).replace(/\.$/, '')}`);
  }
}

/** @param occurring [V] 1 for every id that must have a text. */
function readPieces(value: unknown, occurring: Uint8Array): ReadonlyMap<number, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged('pieces is not an object');
  const pieces = new Map<number, string>();
  for (const [key, text] of Object.entries(value)) {
    const id = /^(0|[1-9]\d{0,8})$/.test(key) ? Number(key) : Infinity;
    if (id >= occurring.length)
      throw damaged(`pieces has a key ${JSON.stringify(key.slice(0, 40))} that is no token id`);
    if (typeof text !== 'string') throw damaged(`pieces.${key} is not a text`);
    pieces.set(id, text);
  }
  const missing = occurring.findIndex((occurs, id) => occurs === 1 && !pieces.has(id));
  if (missing >= 0) throw damaged(`pieces lacks the text of token ${missing}`);
  return pieces;
}
