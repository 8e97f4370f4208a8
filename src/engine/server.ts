/** The worker's side of the protocol: one model, one decode at a time. */
import { continuedPredictor } from '../decode/continued-predictor.ts';
import { decode } from '../decode/decode.ts';
import { checkRequest } from '../decode/request.ts';
import type { DecodeRequest } from '../decode/types.ts';
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ModelOpener, OpenModel } from './open-model.ts';
import type { Command, Report } from './protocol.ts';
import { createTurn } from './turn.ts';
import { unmetNeeds } from './unmet-needs.ts';

/** What a worker's global scope and a `MessagePort` have in common. */
export interface CommandPort {
  postMessage(report: Report): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
}

/** Answers every command that comes in at `port`; what is no `DiffuscopeError` reaches the page as `worker-died`. */
export function serveEngine(port: CommandPort, openModel: ModelOpener): void {
  const turn = createTurn();
  let model: OpenModel | undefined;
  let running: { readonly id: number; readonly stop: AbortController } | undefined;

  port.onmessage = ({ data: command }) => {
    if (command.type === 'abort') {
      if (running?.id === command.id) running.stop.abort();
      return;
    }
    const call = command.type === 'load' ? load(command) : run(command);
    call.catch((thrown: unknown) => {
      const fields = errorFields(thrown, 'worker-died');
      const remedy = fields.code === 'worker-died' ? 'Load the model again.' : fields.remedy;
      port.postMessage({ type: 'failed', id: command.id, error: { ...fields, remedy } });
    });
  };

  async function load({ id, request, urls }: Extract<Command, { type: 'load' }>): Promise<void> {
    model = await openModel(request, urls, (progress) => port.postMessage({ type: 'progress', id, progress }));
    port.postMessage({ type: 'loaded', id, model: model.loaded });
  }

  async function run({ id, request, made }: Extract<Command, { type: 'decode' }>): Promise<void> {
    if (model === undefined) throw new Error('decode before load');
    if (running !== undefined) {
      throw new DiffuscopeError('bad-settings', 'A decode is running already.', 'Stop it, or wait for its end.');
    }
    const { manifest, quantisation } = model.loaded;
    checkRequest(request, manifest.contextLength);
    checkVocabulary(request, manifest);
    running = { id, stop: new AbortController() };
    try {
      const unmet = unmetNeeds(manifest, quantisation);
      const predict = continuedPredictor(made, request, model.predict);
      const steps = decode(predict, request, { signal: running.stop.signal, unmet });
      for (let step = 0; ; step++) {
        await turn();
        const since = performance.now();
        const next = await steps.next();
        if (next.done) return port.postMessage({ type: 'ended', id, end: next.value });
        if (step < made.length) continue;
        const millis = performance.now() - since;
        port.postMessage({ type: 'step', id, record: next.value, millis, pass: model.lastPass() });
      }
    } finally {
      running = undefined;
    }
  }
}

/** A GPU clamps an index that is outside the embedding table; so it must not get there. */
function checkVocabulary({ prompt, maskId, candidates }: DecodeRequest, manifest: Manifest): void {
  const { vocabularySize } = manifest.architecture;
  const stray = [maskId, ...prompt].find((id) => id >= vocabularySize);
  if (stray === undefined && candidates <= vocabularySize) return;
  const what = stray === undefined ? `${candidates} candidates are` : `Token ${stray} is`;
  const message = `${what} beyond the model's vocabulary of ${vocabularySize}.`;
  throw new DiffuscopeError('bad-settings', message, 'Change the setting, or choose another model.');
}
