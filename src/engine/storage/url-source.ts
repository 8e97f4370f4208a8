/** A model that is served: `manifest.json` and its files in one folder, read in ranges where the server knows them. */
import { DiffuscopeError } from '../../model/error.ts';
import { words } from './disk.ts';
import type { FileSource, RangeBody } from './file-source.ts';
import { Transient, withRetries } from './retry.ts';

/** A manifest is some kB. */
const MOST_MANIFEST_BYTES = 4 * 2 ** 20;

/** @param url of the folder; absolute, ending in `/`. */
export function urlSource(url: string): FileSource {
  return {
    remembered: { kind: 'url', url },
    manifest: (retrying) =>
      withRetries(retrying, async () => {
        const name = 'manifest.json';
        const response = await request(new URL(name, url), {}, retrying.signal);
        return readText(response, name);
      }),
    async open(name, range, signal): Promise<RangeBody> {
      const headers = range === null ? {} : { Range: `bytes=${range.start}-${range.end - 1}` };
      const response = await request(new URL(name, url), headers, signal);
      const whole = response.status !== 206;
      const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '') ?? [];
      const { body } = response;
      if (body === null || (!whole && first !== undefined && Number(first) !== range?.start)) {
        await body?.cancel();
        throw new Transient(`The server answered with other bytes of ${name} than asked for.`);
      }
      return {
        whole,
        version: response.headers.get('ETag') ?? response.headers.get('Last-Modified'),
        totalBytes: total === undefined ? null : Number(total),
        body,
      };
    },
    broken: connectionCut,
  };
}

/** No `If-Range`: other servers would have to allow that header. What version it is, the answer says as well. */
async function request(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  const name = url.pathname.split('/').at(-1) ?? url.href;
  const response = await fetch(url, { headers, signal, cache: 'no-store', credentials: 'omit' }).catch(
    (cause: unknown) => {
      const remedy =
        'Check the address and the connection; another host must allow this page to read its files (CORS).';
      throw new Transient(`${name} could not be fetched (${words(cause)}).`, { remedy, cause });
    },
  );
  if (response.ok) return response;
  await response.body?.cancel();
  const { status } = response;
  if (status === 404 || status === 410) {
    throw new DiffuscopeError('not-found', `There is no ${url.href}.`, 'Check the address of the model.');
  }
  if (status === 416) {
    const remedy = 'Convert or upload the model anew.';
    throw new DiffuscopeError('bad-model-file', `${name} is shorter on the server than the manifest says.`, remedy);
  }
  const message = `The server answered ${status} for ${name}.`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new Transient(message, { pause: retryAfter(response.headers.get('Retry-After'), Date.now()) });
  }
  throw new DiffuscopeError('network', message, 'Try again later, or choose another model.');
}

/** @param text seconds, or a date. @returns milliseconds from `now`; 0 where it says nothing. */
export function retryAfter(text: string | null, now: number): number {
  if (text === null) return 0;
  const millis = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(millis) ? Math.max(0, millis) : 0;
}

async function readText(response: Response, name: string): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > MOST_MANIFEST_BYTES) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw connectionCut(name, cause);
  }
  return new Blob(chunks).text();
}

const connectionCut = (name: string, cause?: unknown) =>
  new Transient(`The connection was cut while ${name} was loading.`, { cause });
