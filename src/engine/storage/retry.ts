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

/** How long to bear with a server, in milliseconds. */
export interface Patience {
  /** Before the second, third … try of what failed in passing; there is one try more than pauses. */
  readonly pauses: readonly number[];
  /** So long nothing may come of an answer that has begun: a connection can die without a word. */
  readonly silence: number;
}

export interface Retrying extends Patience {
  readonly signal: AbortSignal;
}

/** A server may ask for so much patience and no more. */
const LONGEST_PAUSE_MILLIS = 120_000;

/**
 * @param work is told how to say that it got on: then its tries count anew.
 * @throws DiffuscopeError `network` with what the last try said; `aborted`; and at once whatever is not `Transient`.
 */
export async function withRetries<T>(
  { signal, pauses }: Pick<Retrying, 'signal' | 'pauses'>,
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

/** @throws Error when nothing came for so long; the work goes on, unheard. */
export async function within<T>(millis: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${millis} ms`)), millis);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
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
