/**
 * Every failure that a user can meet, as a value that survives `postMessage`.
 *
 * A bug is an ordinary `Error`; an *expected* failure (no WebGPU, a truncated file, a foreign trace) is a
 * `DiffuscopeError`, whose `remedy` says what the user can do about it.
 */

/** What went wrong; stable names that tests and views switch on. */
export type ErrorCode =
  | 'bad-manifest' // manifest.json is missing fields or holds impossible ones
  | 'bad-checkpoint' // safetensors / config.json that lies, is truncated or lacks a tensor
  | 'unknown-architecture' // a model_type the converter does not know
  | 'bad-model-file' // wrong size or SHA-256
  | 'bad-graph' // the runtime rejects the graph
  | 'bad-tokenizer'
  | 'not-found' // a file or URL that is not there
  | 'network' // fetch failed, the connection was cut
  | 'storage' // disk full, cache denied
  | 'bad-settings' // a decode request out of range
  | 'prompt-too-long' // prompt + canvas exceed the context
  | 'bad-cases' // not a file of cases
  | 'bad-trace' // not a trace, damaged, or too large
  | 'bad-report' // not the report of a benchmark
  | 'unknown-mask' // a history that does not show which token is the mask
  | 'newer-trace' // a trace of a later schema version
  | 'no-webgpu' // WebGPU asked for and not available
  | 'device-lost'
  | 'out-of-memory'
  | 'worker-died'
  | 'aborted';

/** The fields of a `DiffuscopeError` as plain data: what crosses the worker boundary. */
export interface ErrorFields {
  readonly code: ErrorCode;
  /** What happened, one sentence, ready to show. */
  readonly message: string;
  /** What the user can do next, one sentence; empty if there is nothing. */
  readonly remedy: string;
}

export class DiffuscopeError extends Error {
  override readonly name = 'DiffuscopeError';
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
  }

  static from(fields: ErrorFields): DiffuscopeError {
    return new DiffuscopeError(fields.code, fields.message, fields.remedy);
  }
}

/** Any thrown value as `ErrorFields`; what is not a `DiffuscopeError` gets `fallback`. */
export function errorFields(thrown: unknown, fallback: ErrorCode): ErrorFields {
  if (thrown instanceof DiffuscopeError) {
    return { code: thrown.code, message: thrown.message, remedy: thrown.remedy };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: fallback, message, remedy: '' };
}

/** The part of `AbortSignal` that the core needs; an `AbortSignal` fits. */
export interface StopSignal {
  readonly aborted: boolean;
}
