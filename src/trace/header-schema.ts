/** The small parts of a trace file; the long lists of numbers are read by `json.ts`. */
import * as v from 'valibot';
import { TIE_RULES } from '../decode/request.ts';
import type { DecodeRequest } from '../decode/types.ts';
import type { Finish, TraceModel, TraceRuntime } from './types.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 31 - 1));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
/** Vocabularies end well below 2²⁴. */
const vocabularySize = v.pipe(count, v.maxValue(2 ** 24));
const tokenId = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(2 ** 24));
const name = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/));

/** Exactly these fields; `strictObject` alone overlooks an own `__proto__`. */
const exactly = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    v.unknown(),
    v.check(
      (value) => typeof value !== 'object' || value === null || !Object.hasOwn(value, '__proto__'),
      'unknown field',
    ),
    v.strictObject(entries),
  );

export const modelSchema = exactly({
  id: name,
  label: v.string(),
  quantisation: v.picklist(['f32', 'u8', 'q4', 'bf16', 'f16', 'unknown']),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  tokens: exactly({ mask: tokenId, pad: tokenId, eos: v.array(tokenId) }),
  vocabularySize,
}) satisfies v.GenericSchema<unknown, TraceModel>;

export const runtimeSchema = exactly({
  provider: v.picklist(['wasm', 'webgpu', 'node', 'other']),
  detail: v.string(),
  version: v.string(),
}) satisfies v.GenericSchema<unknown, TraceRuntime>;

export const finishSchema = v.picklist(['complete', 'stopped', 'stalled', 'failed']) satisfies v.GenericSchema<Finish>;
export const createdAtSchema = v.pipe(v.string(), v.isoTimestamp());
export const promptTextSchema = v.string();

/** Types of the request without its prompt ids; the ranges are checked by `checkRequest`. */
export const requestSchema = exactly({
  maskId: tokenId,
  canvasLength: count,
  steps: count,
  blockLength: count,
  strategy: v.string(),
  options: v.exactOptional(v.record(v.string(), v.union([v.number(), v.boolean(), v.string(), v.null()]))),
  schedule: v.picklist(['dream', 'llada', 'dllm']),
  eps: v.number(),
  skipEmptySteps: v.boolean(),
  algTemp: v.number(),
  ties: v.exactOptional(v.picklist(TIE_RULES)),
  sampling: exactly({
    temperature: v.number(),
    topP: v.nullable(v.number()),
    topK: v.nullable(count),
    order: v.picklist(['temperature-first', 'filter-first']),
    suppressMask: v.boolean(),
    precision: v.picklist(['float32', 'float64']),
    guidance: v.exactOptional(v.number()),
    ends: v.exactOptional(
      exactly({ eosId: tokenId, eotId: tokenId, suppressEos: v.boolean(), doubtEnds: v.boolean() }),
    ),
  }),
  candidates: count,
  seed: v.string(),
}) satisfies v.GenericSchema<unknown, Omit<DecodeRequest, 'prompt'>>;

export const boundarySchema = exactly({
  ties: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  gap: v.nullable(amount),
});
