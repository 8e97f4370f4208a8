/** A worker with the calls that wait for it; when it dies, they fail. */
import { DiffuscopeError } from '../model/error.ts';
import type { CallEnd, CallEvent, Command, Report } from './protocol.ts';

export interface Connection {
  /**
   * Sends a command and resolves with the end of its call.
   * @param onEvent sees every event of the call, in order; if it throws, the call is stopped and fails with that.
   * @throws DiffuscopeError what the worker reports, `worker-died`, or the error of `close`.
   */
  call(command: Exclude<Command, { type: 'abort' }>, onEvent: (event: CallEvent) => void): Promise<CallEnd>;
  abort(id: number): void;
  /** Ends the worker and fails every call that waits, and every later one, with `error`. */
  close(error: DiffuscopeError): void;
}

interface PendingCall {
  readonly onEvent: (event: CallEvent) => void;
  readonly resolve: (end: CallEnd) => void;
  readonly reject: (error: unknown) => void;
}

export function connect(worker: Worker): Connection {
  const pending = new Map<number, PendingCall>();
  let closed: DiffuscopeError | undefined;

  const post = (command: Command) => worker.postMessage(command);
  const close = (error: DiffuscopeError) => {
    if (closed !== undefined) return;
    closed = error;
    worker.terminate();
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  const die = (event: Event, words: string) => {
    event.preventDefault();
    close(new DiffuscopeError('worker-died', `The engine's worker died: ${words}`, 'Load the model again.'));
  };
  worker.onerror = (event) => die(event, event.message || 'its script could not be loaded.');
  worker.onmessageerror = (event) => die(event, 'a message could not be read.');
  worker.onmessage = ({ data: report }: MessageEvent<Report>) => {
    const call = pending.get(report.id);
    if (report.type === 'progress' || report.type === 'step') return call?.onEvent(report);
    pending.delete(report.id);
    if (report.type === 'failed') call?.reject(DiffuscopeError.from(report.error));
    else call?.resolve(report);
  };

  return {
    async call(command, onEvent) {
      let bug: { readonly error: unknown } | undefined;
      const end = await new Promise<CallEnd>((resolve, reject) => {
        if (closed !== undefined) return reject(closed);
        const guarded = (event: CallEvent) => {
          if (bug !== undefined) return;
          try {
            onEvent(event);
          } catch (error) {
            bug = { error };
            post({ type: 'abort', id: command.id });
          }
        };
        pending.set(command.id, { onEvent: guarded, resolve, reject });
        post(command);
      });
      if (bug !== undefined) throw bug.error;
      return end;
    },
    abort: (id) => {
      if (pending.has(id)) post({ type: 'abort', id });
    },
    close,
  };
}
