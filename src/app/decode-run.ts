/** One decode, from settings to a finished trace. */
import { version } from '../../package.json';
import { checkRequest } from '../decode/request.ts';
import type { Engine, LoadedModel } from '../engine/engine.ts';
import type { ErrorCode } from '../model/error.ts';
import type { ModelTokenizer } from '../model/tokenizer.ts';
import { requestOf } from '../state/decode-request.ts';
import type { Settings } from '../state/settings-slice.ts';
import { createRecorder, type Recorder } from '../trace/recorder.ts';
import type { DecodeTrace, TraceHeader, TraceRuntime } from '../trace/types.ts';

/** Failures after which the model has to be loaded again. */
export const endsModel: ReadonlySet<ErrorCode> = new Set(['worker-died', 'device-lost', 'out-of-memory', 'bad-graph']);

/** What is decoded. */
export interface DecodeOrder {
  readonly promptText: string;
  readonly settings: Settings;
}

/** Who is shown the decode while it is made. */
export interface DecodeViewer {
  /** The trace before the first new step, once the order has been found legal. */
  begin(trace: DecodeTrace): void;
  /** The newest snapshot, at most once a frame, however fast the steps come. */
  grow(trace: DecodeTrace): void;
}

/** What a decode needs beside its request. */
export interface DecodeMeans {
  readonly engine: Engine;
  readonly model: LoadedModel;
  readonly tokenizer: ModelTokenizer;
  readonly signal: AbortSignal;
}

/**
 * Decodes.
 * @returns the trace, also of a run that was stopped.
 * @throws DecodeFailure with what was recorded up to there.
 */
export async function runDecode(order: DecodeOrder, viewer: DecodeViewer, means: DecodeMeans): Promise<DecodeTrace> {
  const header = headerOf(order, means);
  return record(createRecorder(header), { ...header, steps: [] }, viewer, means);
}

/** As `runDecode`, from where a decode of the same weights ended. */
export async function continueDecode(
  trace: DecodeTrace,
  viewer: DecodeViewer,
  means: DecodeMeans,
): Promise<DecodeTrace> {
  const { model, request, promptText, createdAt, steps, stepMillis } = trace;
  const runtime = continuedRuntime(trace, means.model);
  const recorder = createRecorder({ model, runtime, request, promptText, createdAt });
  for (const [index, step] of steps.entries()) recorder.add(step, stepMillis[index]!);
  return record(recorder, trace, viewer, means);
}

/** Where the rest is made elsewhere than the steps before it, `detail` says so. */
function continuedRuntime({ runtime, steps }: DecodeTrace, { provider, detail }: LoadedModel): TraceRuntime {
  const place = `${provider}, ${detail}`;
  const same = `${runtime.provider}, ${runtime.detail}` === place || runtime.detail.endsWith(`: ${place}`);
  return same ? runtime : { ...runtime, detail: `${runtime.detail}; from step ${steps.length + 1}: ${place}` };
}

async function record(
  recorder: Recorder,
  { request, steps }: Pick<DecodeTrace, 'request' | 'steps'>,
  viewer: DecodeViewer,
  { engine, tokenizer, signal }: DecodeMeans,
): Promise<DecodeTrace> {
  viewer.begin(recorder.snapshot(tokenizer.piece));
  let frame: number | null = null;
  const show = (): void => {
    frame = null;
    viewer.grow(recorder.snapshot(tokenizer.piece));
  };
  try {
    const end = await engine.decode(
      request,
      (made, millis) => {
        recorder.add(made, millis);
        frame ??= requestAnimationFrame(show);
      },
      signal,
      steps,
    );
    return recorder.finish(end, tokenizer.piece);
  } catch (thrown) {
    throw new DecodeFailure(thrown, recorder.finish('failed', tokenizer.piece));
  } finally {
    if (frame !== null) cancelAnimationFrame(frame);
  }
}

/** Why a decode ended early, with the steps made until then. */
export class DecodeFailure extends Error {
  readonly trace: DecodeTrace;

  constructor(cause: unknown, trace: DecodeTrace) {
    super('the decode failed', { cause });
    this.trace = trace;
  }
}

/** @throws DiffuscopeError `bad-settings`, `prompt-too-long` */
function headerOf({ promptText, settings }: DecodeOrder, { model, tokenizer }: DecodeMeans): TraceHeader {
  const { manifest, quantisation, provider, detail } = model;
  const { id, label, tokens, architecture, variants } = manifest;
  const variant = variants[quantisation];
  if (variant === undefined) throw new Error(`the manifest has no ${quantisation}`);
  const request = requestOf(settings, tokenizer.encodePrompt(promptText), tokens);
  checkRequest(request, manifest.contextLength);
  return {
    model: { id, label, quantisation, sha256: variant.sha256, tokens, vocabularySize: architecture.vocabularySize },
    runtime: { provider, detail, version },
    request,
    promptText,
    createdAt: new Date().toISOString(),
  };
}
