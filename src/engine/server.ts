/** The worker's side of the protocol: one model, one decode at a time. */
import { checkRequest } from '../decode/check-request.ts';
import { decode } from '../decode/decode.ts';
import type { DecodeRequest } from '../decode/types.ts';
import { DiffuscopeError, errorFields } from '../model/error.ts';
import type { ModelOpener, OpenModel } from './open-model.ts';
import type { Command, Report } from './protocol.ts';

/** What a worker's global scope and a `MessagePort` have in common. */
export interface CommandPort {
  postMessage(report: Report): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
}

/** Answers every command that comes in at `port`; what is no `DiffuscopeError` reaches the page as `worker-died`. */
export function serveEngine(port: CommandPort, openModel: ModelOpener): void {
  let model: OpenModel | undefined;
  let running: { readonly id: number; readonly stop: AbortController } | undefined;

  port.onmessage = ({ data: command }) => {
    if (command.type === 'abort') {
      if (running?.id === command.id) running.stop.abort();
      return;
    }
    const call = command.type === 'load' ? load(command) : run(command.id, command.request);
    call.catch((thrown: unknown) => {
      const fields = errorFields(thrown, 'worker-died');
      const remedy = fields.code === 'worker-died' ? 'Load the model again.' : fields.remedy;
      port.postMessage({ type: 'failed', id: command.id, error: { ...fields, remedy } });
    });
  };

  async function load({ id, request, runtimeUrl }: Extract<Command, { type: 'load' }>): Promise<void> {
    model = await openModel(request, runtimeUrl, (progress) => port.postMessage({ type: 'progress', id, progress }));
    port.postMessage({ type: 'loaded', id, model: model.loaded });
  }

  async function run(id: number, request: DecodeRequest): Promise<void> {
    if (model === undefined) throw new Error('decode before load');
    if (running !== undefined) {
      throw new DiffuscopeError('bad-settings', 'A decode is running already.', 'Stop it, or wait for its end.');
    }
    checkRequest(request, model.loaded.manifest.contextLength);
    running = { id, stop: new AbortController() };
    const { signal } = running.stop;
    try {
      await turn();
      let since = performance.now();
      for await (const record of decode(request, model.predict, signal)) {
        port.postMessage({ type: 'step', id, record, millis: performance.now() - since });
        await turn();
        since = performance.now();
      }
      port.postMessage({ type: 'ended', id, end: signal.aborted ? 'stopped' : 'complete' });
    } finally {
      running = undefined;
    }
  }
}

const channel = new MessageChannel();

/** One turn of the event loop, so that an `abort` that has come is seen; a timer would cost 4 ms a step. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}
