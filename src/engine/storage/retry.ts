/** Trying again what failed in passing: a connection that was cut, a server that is busy. */
import { DiffuscopeError } from '../../model/error.ts';

const GO_ON = 'Check the connection, or come back later: the download goes on where it ended.';

/** A failure that another try may mend; what it says is for the error if none does. */
export class Transient extends Error {
  readonly remedy: string;
  /** What the server asks for before the next try, in milliseconds. */
  readonly pause: number;

  constructor(message: string, { remedy = GO_ON, pause = 0, cause = undefined as unknown } = {}) {
    super(message, { cause });
    this.remedy = remedy;
    this.pause = pause;
  }
}

export interface Retrying {
  readonly signal: AbortSignal;
  /** In milliseconds, before the second, third … try. */
  readonly pauses: readonly number[];
}

/** A server may ask for so much patience and no more. */
const LONGEST_PAUSE_MILLIS = 120_000;

/**
 * @param work is told how to say that it got on: then its tries count anew.
 * @throws DiffuscopeError `network` with what the last try said; `aborted`; and at once whatever is not `Transient`.
 */
export async function withRetries<T>(
  { signal, pauses }: Retrying,
  work: (gotOn: () => void) => Promise<T>,
): Promise<T> {
  let failed = 0;
  const gotOn = () => {
    failed = 0;
  };
  for (;;) {
    throwIfAborted(signal);
    try {
      return await work(gotOn);
    } catch (thrown) {
      throwIfAborted(signal);
      if (!(thrown instanceof Transient)) throw thrown;
      const pause = pauses[failed++];
      if (pause === undefined || thrown.pause > LONGEST_PAUSE_MILLIS) {
        throw new DiffuscopeError('network', thrown.message, thrown.remedy, thrown);
      }
      await wait(Math.max(thrown.pause, pause * (0.75 + Math.random() / 2)), signal);
    }
  }
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DiffuscopeError('aborted', 'The download was stopped.', 'It goes on where it ended.');
}

function wait(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, millis);
    signal.addEventListener('abort', end);
  });
}
