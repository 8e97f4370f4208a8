/** A decode from prompt to trace on a model in Node. */
import { readFileSync } from 'node:fs';
import { decode } from '../decode/decode.ts';
import { checkRequest } from '../decode/request.ts';
import type { DecodeRequest } from '../decode/types.ts';
import { unmetNeeds } from '../engine/unmet-needs.ts';
import type { StopSignal } from '../model/error.ts';
import { createRecorder } from '../trace/recorder.ts';
import type { DecodeTrace } from '../trace/types.ts';
import type { NodeModel } from './node-engine.ts';

/** `version` of package.json. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/**
 * @param request without what follows from model and prompt.
 * @param onStep called after every forward pass.
 * @throws DiffuscopeError `bad-settings`, `prompt-too-long`, `bad-graph`.
 */
export async function recordDecode(
  model: NodeModel,
  promptText: string,
  settings: Omit<DecodeRequest, 'prompt' | 'maskId'>,
  onStep: (step: number, millis: number) => void,
  signal: StopSignal,
): Promise<DecodeTrace> {
  const { manifest, variant, tokenizer } = model;
  const request: DecodeRequest = {
    ...settings,
    prompt: tokenizer.encodePrompt(promptText),
    maskId: manifest.tokens.mask,
  };
  checkRequest(request, manifest.contextLength);
  const recorder = createRecorder({
    model: {
      id: manifest.id,
      label: manifest.label,
      quantisation: variant.quantisation,
      sha256: variant.sha256,
      tokens: manifest.tokens,
      vocabularySize: manifest.architecture.vocabularySize,
    },
    runtime: { provider: 'node', detail: model.detail, version },
    request,
    promptText,
    createdAt: new Date().toISOString(),
  });
  const unmet = unmetNeeds(manifest, variant.quantisation);
  const steps = decode(model.predict, request, { signal, unmet });
  for (;;) {
    const start = performance.now();
    const next = await steps.next();
    if (next.done) return recorder.finish(next.value, tokenizer.piece);
    const millis = performance.now() - start;
    recorder.add(next.value, millis);
    onStep(next.value.step, millis);
  }
}

/** The answer in a trace: the tokens before the first eos or pad. Masks that remain are shown. */
export function answerText(trace: DecodeTrace, model: NodeModel): string {
  const { eos, pad } = trace.model.tokens;
  const end = trace.final.findIndex((token) => token === pad || eos.includes(token));
  return model.tokenizer.decode(end < 0 ? trace.final : trace.final.subarray(0, end));
}
