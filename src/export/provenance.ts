/** Where a figure or a table came from: enough to make it again, small enough to travel inside it. */
import type { DecodeRequest } from '../decode/types.ts';
import type { TraceHeader, TraceModel, TraceRuntime } from '../trace/types.ts';

/** How one decode was made. */
interface DecodeOrigin {
  /** Version of Diffuscope that recorded the decode. */
  readonly version: string;
  /** When the decode was recorded, ISO 8601 UTC. */
  readonly createdAt: string;
  readonly model: Pick<TraceModel, 'id' | 'label' | 'quantisation' | 'sha256'>;
  readonly runtime: Pick<TraceRuntime, 'provider' | 'detail'>;
  /** The request; of the prompt its length in tokens. */
  readonly request: Omit<DecodeRequest, 'prompt'> & { readonly promptTokens: number };
  readonly promptText: string;
}

/** Of several decodes that of the first, or of the one that the others are compared with. */
export interface Provenance extends DecodeOrigin {
  readonly tool: 'Diffuscope';
  /** What else the numbers depend on, e.g. `{ convention, steps }`. */
  readonly extra: Readonly<Record<string, string | number>>;
  /** Every decode that is shown, by the label that it has there; absent where there is one. */
  readonly decodes?: readonly (DecodeOrigin & { readonly label: string })[];
}

export function provenanceOf(trace: TraceHeader, extra: Provenance['extra'] = {}): Provenance {
  return { tool: 'Diffuscope', ...originOf(trace), extra };
}

/** @param base one of them. @param runs as they are labelled in the file. */
export function provenanceOfSeveral(
  base: TraceHeader,
  runs: readonly { readonly label: string; readonly trace: TraceHeader }[],
  extra: Provenance['extra'] = {},
): Provenance {
  const one = provenanceOf(base, extra);
  return runs.length < 2 ? one : { ...one, decodes: runs.map(({ label, trace }) => ({ label, ...originOf(trace) })) };
}

function originOf(trace: TraceHeader): DecodeOrigin {
  const { id, label, quantisation, sha256 } = trace.model;
  const { prompt, ...request } = trace.request;
  return {
    version: trace.runtime.version,
    createdAt: trace.createdAt,
    model: { id, label, quantisation, sha256 },
    runtime: { provider: trace.runtime.provider, detail: trace.runtime.detail },
    request: { ...request, promptTokens: prompt.length },
    promptText: trace.promptText,
  };
}
