/** The messages between the page and the worker of one download. It lives for that download only. */
import type { ErrorFields } from '../../model/error.ts';
import type { Quantisation } from '../../model/manifest.ts';
import type { DownloadProgress, ModelOrigin } from './model-storage.ts';
import type { Patience } from './retry.ts';

export interface DownloadRequest {
  readonly from: ModelOrigin;
  readonly quantisation: Quantisation;
  readonly patience: Patience;
}

/** Page to worker: first the request, then at most one `stop`. */
export type DownloadCommand =
  | { readonly type: 'download'; readonly request: DownloadRequest }
  | { readonly type: 'stop' };

/** Worker to page: any number of `progress`, then one end. */
export type DownloadReport =
  | { readonly type: 'progress'; readonly progress: DownloadProgress }
  | { readonly type: 'stored'; readonly id: string }
  | { readonly type: 'failed'; readonly error: ErrorFields };
