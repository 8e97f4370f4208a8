/** One decode from the settings of the store to a finished trace in it. */
import { version } from '../../package.json';
import { checkRequest } from '../decode/request.ts';
import type { Engine, LoadedModel } from '../engine/engine.ts';
import type { ModelTokenizer } from '../model/tokenizer.ts';
import { requestOf } from '../state/decode-request.ts';
import type { WatchState, WatchStore } from '../state/store.ts';
import { createRecorder } from '../trace/recorder.ts';
import type { DecodeTrace, TraceHeader } from '../trace/types.ts';

/**
 * Decodes; the store sees a new snapshot at most once a frame, however fast the steps come.
 * @returns the trace, also of a run that was stopped.
 * @throws DecodeFailure with what was recorded up to there.
 */
export async function runDecode(
  store: WatchStore,
  engine: Engine,
  model: LoadedModel,
  tokenizer: ModelTokenizer,
  signal: AbortSignal,
): Promise<DecodeTrace> {
  const header = headerOf(store.getState(), model, tokenizer);
  const recorder = createRecorder(header);
  store.getState().beginRun(recorder.snapshot(tokenizer.piece));
  let frame: number | null = null;
  const show = (): void => {
    frame = null;
    store.getState().growRun(recorder.snapshot(tokenizer.piece));
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
function headerOf(state: WatchState, model: LoadedModel, tokenizer: ModelTokenizer): TraceHeader {
  const { manifest, quantisation, provider, detail } = model;
  const { id, label, tokens, architecture, variants } = manifest;
  const variant = variants[quantisation];
  if (variant === undefined) throw new Error(`the manifest has no ${quantisation}`);
  const request = requestOf(state.settings, tokenizer.encodePrompt(state.promptText), tokens);
  checkRequest(request, manifest.contextLength);
  return {
    model: { id, label, quantisation, sha256: variant.sha256, tokens, vocabularySize: architecture.vocabularySize },
    runtime: { provider, detail, version },
    request,
    promptText: state.promptText,
    createdAt: new Date().toISOString(),
  };
}
