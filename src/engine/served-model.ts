/**
 * A model in a folder that is served: its files from the browser's cache or the network, never used before their size
 * and SHA-256 match the manifest. A cache that is denied, full or broken costs a download, not the load.
 */
import { DiffuscopeError } from '../model/error.ts';
import { type ModelFile, parseManifest } from '../model/manifest.ts';
import type { FileProgress, ModelSource } from './model-source.ts';

const cacheName = 'diffuscope-model-files';

/** Cache Storage wants URLs as keys; this one names the content, wherever it came from. */
const cacheKey = (file: ModelFile) => `https://sha256.invalid/${file.sha256}`;

/**
 * Fetches the manifest. A cached file that fails its check is deleted and fetched again; a file from the network that
 * fails is an error. Files enter the cache only after their check.
 * @param modelUrl folder of the model, absolute, ending in `/`.
 * @throws DiffuscopeError `not-found`, `network`, `bad-manifest`.
 */
export async function openServedModel(modelUrl: string): Promise<ModelSource> {
  const response = await request(new URL('manifest.json', modelUrl), 'no-cache');
  const text = await response.text().catch((cause: unknown) => {
    throw connectionCut('manifest.json', cause);
  });
  const manifest = parseManifest(text);
  const cache = await openCache();
  let { problem } = cache;
  let fromCache = true;
  return {
    manifest,
    get fromCache() {
      return fromCache;
    },
    problem: () => problem,
    async open(file, onProgress = () => {}) {
      const cached = await readCached(cache.storage, file, onProgress);
      if (cached !== null) return cached;
      fromCache = false;
      const fetched = await readVerified(await request(new URL(file.name, modelUrl), 'no-store'), file, onProgress);
      problem = (await keep(cache.storage, file, fetched)) ?? problem;
      return fetched;
    },
  };
}

async function openCache(): Promise<{ storage: Cache | null; problem: string | null }> {
  try {
    return { storage: await caches.open(cacheName), problem: null };
  } catch (cause) {
    return { storage: null, problem: `The browser keeps no model files here (${words(cause)}).` };
  }
}

async function readCached(
  cache: Cache | null,
  file: ModelFile,
  report: FileProgress,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const key = cacheKey(file);
  try {
    const response = await cache?.match(key);
    return response === undefined ? null : await readVerified(response, file, report);
  } catch {
    // A damaged entry is worth nothing; what is wrong with the file will show when it is fetched.
    await cache?.delete(key).catch(() => false);
    return null;
  }
}

/** @returns why the file was not kept, or null. */
async function keep(cache: Cache | null, file: ModelFile, bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  try {
    await cache?.put(cacheKey(file), new Response(bytes));
    return null;
  } catch (cause) {
    return `The browser could not keep ${file.name} (${words(cause)}).`;
  }
}

async function request(url: URL, cache: RequestCache): Promise<Response> {
  const name = url.pathname.split('/').at(-1) ?? url.href;
  const response = await fetch(url, { cache }).catch((cause: unknown) => {
    throw new DiffuscopeError(
      'network',
      `${name} could not be fetched (${words(cause)}).`,
      'Check the connection and load again.',
      cause,
    );
  });
  if (response.ok) return response;
  if (response.status === 404 || response.status === 410) {
    throw new DiffuscopeError('not-found', `There is no ${url.href}.`, 'Check the address of the model.');
  }
  throw new DiffuscopeError(
    'network',
    `The server answered ${response.status} for ${name}.`,
    'Try again later, or choose another model.',
  );
}

async function readVerified(
  response: Response,
  file: ModelFile,
  report: FileProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readBody(response, file, (loaded) => report('download', loaded));
  report('verify', file.bytes);
  // Insecure pages lack it, whatever the types say.
  if ((crypto.subtle as SubtleCrypto | undefined) === undefined) {
    const message = `${file.name} cannot be verified, because this page is not served securely.`;
    throw new DiffuscopeError('bad-model-file', message, 'Open the page over https or on localhost.');
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (sha256 !== file.sha256) throw badFile(file, `its SHA-256 is ${sha256}, not ${file.sha256}`);
  return bytes;
}

async function readBody(
  response: Response,
  file: ModelFile,
  onBytes: (loaded: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = allocate(file);
  const reader = response.body?.getReader();
  let loaded = 0;
  while (reader) {
    const chunk = await reader.read().catch((cause: unknown) => {
      throw connectionCut(file.name, cause);
    });
    if (chunk.done) break;
    if (loaded + chunk.value.length > file.bytes) {
      await reader.cancel().catch(() => {});
      throw badFile(file, `it is longer than ${file.bytes} bytes`);
    }
    bytes.set(chunk.value, loaded);
    loaded += chunk.value.length;
    onBytes(loaded);
  }
  if (loaded !== file.bytes) throw badFile(file, `it has ${loaded} bytes, not ${file.bytes}`);
  return bytes;
}

function allocate(file: ModelFile): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(file.bytes);
  } catch (cause) {
    const message = `There is no memory for the ${file.bytes} bytes of ${file.name}.`;
    throw new DiffuscopeError('out-of-memory', message, 'Close other tabs, or choose a smaller model.', cause);
  }
}

const badFile = (file: ModelFile, why: string) =>
  new DiffuscopeError(
    'bad-model-file',
    `${file.name} is damaged: ${why}.`,
    'Load again; if it stays so, the server holds a damaged file: convert or upload the model anew.',
  );

const connectionCut = (name: string, cause: unknown) =>
  new DiffuscopeError(
    'network',
    `The connection was cut while ${name} was loading.`,
    'Check the connection and load again.',
    cause,
  );

const words = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));
