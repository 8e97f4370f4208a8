/** One decode, from settings to a finished trace. */
import { version } from '../../package.json';
import { checkRequest } from '../decode/request.ts';
import type { Engine, LoadedModel } from '../engine/engine.ts';
import type { ErrorCode } from '../model/error.ts';
import type { ModelTokenizer } from '../model/tokenizer.ts';
import { requestOf } from '../state/decode-request.ts';
import type { Settings } from '../state/settings-slice.ts';
import { createRecorder } from '../trace/recorder.ts';
import type { DecodeTrace, TraceHeader } from '../trace/types.ts';

/** Failures after which the model has to be loaded again. */
export const endsModel: ReadonlySet<ErrorCode> = new Set(['worker-died', 'device-lost', 'out-of-memory', 'bad-graph']);

/** What is decoded. */
export interface DecodeOrder {
  readonly promptText: string;
  readonly settings: Settings;
}

/** Who is shown the decode while it is made. */
export interface DecodeViewer {
  /** A trace of no steps, once the order has been found legal. */
  begin(trace: DecodeTrace): void;
  /** The newest snapshot, at most once a frame, however fast the steps come. */
  grow(trace: DecodeTrace): void;
}

/**
 * Decodes.
 * @returns the trace, also of a run that was stopped.
 * @throws DecodeFailure with what was recorded up to there.
 */
export async function runDecode(
  order: DecodeOrder,
  viewer: DecodeViewer,
  engine: Engine,
  model: LoadedModel,
  tokenizer: ModelTokenizer,
  signal: AbortSignal,
): Promise<DecodeTrace> {
  const header = headerOf(order, model, tokenizer);
  const recorder = createRecorder(header);
  viewer.begin(recorder.snapshot(tokenizer.piece));
  let frame: number | null = null;
  const show = (): void => {
    frame = null;
    viewer.grow(recorder.snapshot(tokenizer.piece));
  };
  try {
    const end = await engine.decode(
      header.request,
      (record, millis) => {
        recorder.add(record, millis);
        frame ??= requestAnimationFrame(show);
      },
      signal,
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
function headerOf({ promptText, settings }: DecodeOrder, model: LoadedModel, tokenizer: ModelTokenizer): TraceHeader {
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
