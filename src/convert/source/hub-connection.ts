/** Requests to the hub: what its answers mean, and patience with its network. */
import { setTimeout as delay } from 'node:timers/promises';
import { HubApiError, InvalidApiResponseFormatError } from '@huggingface/hub';
import { DiffuscopeError } from '../../model/error.ts';

export interface HubAccess {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** `owner/name`. */
  readonly repository: string;
  /** As the user asked for it. */
  readonly revision: string;
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Pause before the first further attempt, milliseconds; each one after it waits twice as long. Default 500. */
  readonly pauseMillis?: number | undefined;
  /** A request that brings nothing for so long is ended and made again, milliseconds. Default 60 000. */
  readonly idleMillis?: number | undefined;
}

/** Further attempts of a request that fails for a reason that may pass. */
const FURTHER_ATTEMPTS = 6;

/** A failure that may pass. */
class Passing extends Error {
  /** Milliseconds that the server asks for. */
  readonly pause: number | undefined;

  constructor(message: string, pause?: number) {
    super(message);
    this.pause = pause;
  }
}

/**
 * Runs a request and everything that reads its answer, again if the connection fails, the server is busy or breaks.
 * @param what for people: what could not be read.
 * @throws DiffuscopeError `network`, `aborted`, and whatever `request` throws.
 */
export async function persistently<T>(access: HubAccess, what: string, request: () => Promise<T>): Promise<T> {
  const { signal, pauseMillis = 500 } = access;
  for (let attempt = 0; ; attempt++) {
    try {
      signal?.throwIfAborted();
      return await request();
    } catch (thrown) {
      if (signal?.aborted) throw new DiffuscopeError('aborted', 'The conversion was stopped.', '', thrown);
      const reason = passingReason(thrown);
      if (reason === undefined) throw isForeign(thrown) ? notUnderstood(access, thrown) : thrown;
      if (attempt === FURTHER_ATTEMPTS) {
        throw new DiffuscopeError(
          'network',
          `${what} could not be read from ${hostOf(access)} (${reason}).`,
          'Check the connection, then run the same command again: it goes on from where it stopped.',
          thrown,
        );
      }
      const pause = (thrown instanceof Passing ? thrown.pause : undefined) ?? pauseMillis * 2 ** attempt;
      await delay(pause, undefined, { ...(signal && { signal }) }).catch(() => {});
    }
  }
}

/** The hub's client could make nothing of the answer. */
function isForeign(thrown: unknown): thrown is Error {
  return [SyntaxError, HubApiError, InvalidApiResponseFormatError].some((kind) => thrown instanceof kind);
}

function notUnderstood(access: HubAccess, cause: Error): DiffuscopeError {
  return new DiffuscopeError(
    'network',
    `The answer of ${hostOf(access)} is not understood (${cause.message}).`,
    'Check that the endpoint is a hub.',
    cause,
  );
}

/** What Node's fetch says of a connection that fails; `undefined` for anything else. */
function passingReason(thrown: unknown): string | undefined {
  if (thrown instanceof Passing) return thrown.message;
  if (!(thrown instanceof TypeError) || !['fetch failed', 'terminated'].includes(thrown.message)) return undefined;
  const { cause } = thrown;
  return cause instanceof Error && cause.message !== '' ? cause.message : thrown.message;
}

/** `fetch` for the hub's client: checks every answer before the client sees it, and cuts what stands still. */
export function hubFetch(access: HubAccess): typeof fetch {
  return async (input, init) => {
    const { idleMillis = 60_000 } = access;
    const stop = new AbortController();
    const signals = access.signal ? [stop.signal, access.signal] : [stop.signal];
    const timer = setTimeout(() => stop.abort(), idleMillis);
    let response: Response;
    try {
      response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    } catch (thrown) {
      throw stop.signal.aborted ? new Passing('it did not answer') : thrown;
    } finally {
      clearTimeout(timer);
    }
    // The client knows what a missing file means to it.
    const missing = response.status === 404 && response.headers.get('x-error-code') === 'EntryNotFound';
    if (!response.ok && !missing) {
      await response.body?.cancel();
      throw refused(access, response);
    }
    const range = new Headers(init?.headers).get('range');
    if (range !== null && response.ok) {
      const problem = rangeProblem(range, response);
      if (problem !== undefined) {
        stop.abort();
        throw problem;
      }
    }
    return watched(response, stop, idleMillis);
  };
}

/** A server that does not know ranges sends the whole file; one that confuses them sends another part. */
function rangeProblem(range: string, response: Response): Error | undefined {
  if (response.headers.get('content-type')?.includes('xet-fileinfo')) return undefined;
  if (response.status !== 206) {
    return new DiffuscopeError(
      'network',
      `${new URL(response.url).host} does not send parts of files, which streaming needs.`,
      'Download the repository and convert the folder.',
    );
  }
  const asked = /^bytes=(\d+)-(\d+)$/.exec(range);
  const sent = /^bytes (\d+)-(\d+)\//.exec(response.headers.get('content-range') ?? '');
  if (asked === null || (sent !== null && sent[1] === asked[1] && sent[2] === asked[2])) return undefined;
  return new Passing('it sent another part of the file than it was asked for');
}

/**
 * The same response; aborts the request when its body brings nothing for long. It has no `url`: the client would keep
 * the address to which the hub redirected, which is signed and ends long before a large file is read.
 */
function watched(response: Response, stop: AbortController, idleMillis: number): Response {
  if (response.body === null) return response;
  let timer: NodeJS.Timeout | undefined;
  const wind = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(new Passing('it stood still')), idleMillis);
    timer.unref();
  };
  wind();
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      wind();
      controller.enqueue(chunk);
    },
    flush: () => clearTimeout(timer),
  });
  return new Response(response.body.pipeThrough(watch), response);
}

function refused(access: HubAccess, response: Response): Error {
  const { status, headers } = response;
  const { repository, revision, token } = access;
  const host = hostOf(access);
  const code = headers.get('x-error-code');
  if (status === 429 || status >= 500) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    return new Passing(`it answered ${status}`, Number.isFinite(seconds) ? Math.min(seconds, 300) * 1000 : undefined);
  }
  if (code === 'GatedRepo') {
    return new DiffuscopeError(
      'network',
      `${repository} is gated: its owner asks for an agreement before anyone may read it.`,
      `Accept the licence on ${access.endpoint}/${repository}, then give a token of that account with --token or HF_TOKEN.`,
    );
  }
  if (code === 'RevisionNotFound') {
    const remedy = 'Give a branch, a tag or a commit of it with --revision.';
    return new DiffuscopeError('not-found', `${repository} has no revision ${revision}.`, remedy);
  }
  if (status === 401 || status === 403 || status === 404) {
    return token === undefined
      ? new DiffuscopeError(
          'not-found',
          `There is no folder and no public repository ${repository} on ${host}.`,
          'Check the name; for a private repository give a token with --token or HF_TOKEN.',
        )
      : new DiffuscopeError(
          'not-found',
          `There is no folder, and on ${host} no repository ${repository} that this token may read.`,
          'Check the name and the token.',
        );
  }
  const remedy = 'Check the endpoint, then run the same command again: it goes on from where it stopped.';
  return new DiffuscopeError('network', `${host} answered ${status}.`, remedy);
}

function hostOf({ endpoint }: HubAccess): string {
  return new URL(endpoint).host;
}

/** What was received is shorter or longer than it says. */
export function wrongLength(): Error {
  return new Passing('it sent fewer bytes than it said');
}
