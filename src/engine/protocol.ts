/**
 * The messages between the page and the engine's worker. Every message carries the id of the call it belongs to:
 * a call is one `load` or `decode`, answered by any number of events and exactly one end.
 */
import type { DecodeEnd } from '../decode/decode.ts';
import type { DecodeRequest, StepRecord } from '../decode/types.ts';
import type { ErrorFields } from '../model/error.ts';
import type { LoadedModel, LoadProgress, LoadRequest } from './engine.ts';
import type { EngineUrls } from './open-runtime.ts';
import type { PassReport } from './pass-report.ts';

/** Page to worker. A worker loads one model in its life. */
export type Command =
  | {
      readonly type: 'load';
      readonly id: number;
      readonly request: LoadRequest;
      readonly urls: EngineUrls;
    }
  | {
      readonly type: 'decode';
      readonly id: number;
      readonly request: DecodeRequest;
      /** Steps made before; see `Engine.decode`. */
      readonly made: readonly StepRecord[];
    }
  /** Stops the decode `id` before its next forward pass; for an id that has ended it means nothing. */
  | { readonly type: 'abort'; readonly id: number };

/** Worker to page, while a call runs. */
export type CallEvent =
  | { readonly type: 'progress'; readonly id: number; readonly progress: LoadProgress }
  | {
      readonly type: 'step';
      readonly id: number;
      readonly record: StepRecord;
      readonly millis: number;
      readonly pass: PassReport | null;
    };

/** Worker to page, once per call, last. */
export type CallEnd =
  | { readonly type: 'loaded'; readonly id: number; readonly model: LoadedModel }
  | { readonly type: 'ended'; readonly id: number; readonly end: DecodeEnd }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorFields };

export type Report = CallEvent | CallEnd;
