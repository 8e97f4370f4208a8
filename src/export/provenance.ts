/** Where a figure or a table came from: enough to make it again, small enough to travel inside it. */
import type { DecodeRequest } from '../decode/types.ts';
import type { TraceHeader, TraceModel, TraceRuntime } from '../trace/types.ts';

export interface Provenance {
  readonly tool: 'Diffuscope';
  /** Version of Diffuscope that recorded the decode. */
  readonly version: string;
  /** When the decode was recorded, ISO 8601 UTC. */
  readonly createdAt: string;
  readonly model: Pick<TraceModel, 'id' | 'label' | 'quantisation' | 'sha256'>;
  readonly runtime: Pick<TraceRuntime, 'provider' | 'detail'>;
  /** The request; of the prompt its length in tokens. */
  readonly request: Omit<DecodeRequest, 'prompt'> & { readonly promptTokens: number };
  readonly promptText: string;
  /** What else the numbers depend on, e.g. `{ convention, steps }`. */
  readonly extra: Readonly<Record<string, string | number>>;
}

export function provenanceOf(trace: TraceHeader, extra: Provenance['extra'] = {}): Provenance {
  const { id, label, quantisation, sha256 } = trace.model;
  const { prompt, ...request } = trace.request;
  return {
    tool: 'Diffuscope',
    version: trace.runtime.version,
    createdAt: trace.createdAt,
    model: { id, label, quantisation, sha256 },
    runtime: { provider: trace.runtime.provider, detail: trace.runtime.detail },
    request: { ...request, promptTokens: prompt.length },
    promptText: trace.promptText,
    extra,
  };
}
