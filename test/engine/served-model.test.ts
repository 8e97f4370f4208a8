import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FileContent, readBytes } from '../../src/engine/model-source.ts';
import { openServedModel } from '../../src/engine/served-model.ts';
import type { ModelFile } from '../../src/model/manifest.ts';
import { manifest } from '../model/fixture.ts';

/** What Node lacks of Cache Storage; the real one is used in test/e2e/engine-faults.spec.ts. Bodies are copied, as there. */
class MemoryCache {
  readonly entries = new Map<string, ArrayBuffer>();
  async match(key: string): Promise<Response | undefined> {
    const body = this.entries.get(key);
    return body && new Response(body.slice(0));
  }
  async put(key: string, response: Response): Promise<void> {
    this.entries.set(key, await response.arrayBuffer());
  }
  async delete(key: string): Promise<boolean> {
    return this.entries.delete(key);
  }
}

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));
const weights: ModelFile = {
  name: 'weights.data',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};
const graph: ModelFile = {
  name: 'graph.onnx',
  bytes: 3,
  // SHA-256 of "abc", FIPS 180-2 appendix B.1.
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
};
const keyOf = (file: ModelFile) => `https://sha256.invalid/${file.sha256}`;

let servedManifest: string;
let cache: MemoryCache;
let server: Server;
let url: string;
let requested: string[];
let answer: RequestListener;

const serveBoth: RequestListener = (request, response) => {
  response.end(request.url === '/graph.onnx' ? 'abc' : content);
};

beforeEach(async () => {
  cache = new MemoryCache();
  vi.stubGlobal('caches', { open: async () => cache });
  requested = [];
  answer = serveBoth;
  servedManifest = JSON.stringify(manifest);
  server = createServer((request, response) => {
    if (request.url === '/manifest.json') response.end(servedManifest);
    else {
      requested.push(request.url!);
      answer(request, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});

const bytesOf = async (content: FileContent): Promise<Buffer> => Buffer.from(await readBytes(content));
const load = async (files: readonly ModelFile[] = [weights]) => {
  const source = await openServedModel(url);
  const bytes: Buffer[] = [];
  for (const file of files) bytes.push(await bytesOf(await source.open(file)));
  return { source, bytes };
};

describe('a file of a served model', () => {
  it('is fetched once, then read from the cache', async () => {
    const first = await load([graph, weights]);
    expect(first.bytes[1]!.equals(content)).toBe(true);
    expect([first.source.fromCache, first.source.problem()]).toEqual([false, null]);

    const second = await load([graph, weights]);
    expect(second.bytes[1]!.equals(content)).toBe(true);
    expect(second.source.fromCache).toBe(true);
    expect(requested).toEqual(['/graph.onnx', '/weights.data']);
  });

  it('counts its bytes, from the network and from the cache', async () => {
    for (const _ of ['network', 'cache']) {
      const seen: [string, number][] = [];
      await (await openServedModel(url)).open(weights, (...progress) => seen.push(progress));
      const loaded = seen.map(([, bytes]) => bytes);
      expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
      expect(seen.at(-2)).toEqual(['download', 200_000]);
      expect(seen.at(-1)).toEqual(['verify', 200_000]);
    }
  });

  it('is refused with another hash, and nothing of it is kept', async () => {
    answer = (_, response) => response.end('abd');
    await expect(load([graph])).rejects.toMatchObject({
      code: 'bad-model-file',
      message: expect.stringContaining('SHA-256'),
    });
    expect(cache.entries.size).toBe(0);
  });

  it.each([
    ['shorter', content.subarray(0, 199_999), 'it has 199999 bytes, not 200000'],
    ['longer', Buffer.concat([content, Buffer.from('x')]), 'it is longer than 200000 bytes'],
    ['empty', Buffer.alloc(0), 'it has 0 bytes, not 200000'],
  ])('is refused if it is %s', async (_, body, message) => {
    answer = (_request, response) => response.end(body);
    await expect(load()).rejects.toMatchObject({ code: 'bad-model-file', message: expect.stringContaining(message) });
    expect(cache.entries.size).toBe(0);
  });

  it('says that the connection was cut, and loads at the next try', async () => {
    answer = (_, response) => {
      response.setHeader('Content-Length', content.length);
      response.write(content.subarray(0, 1000), () => response.destroy());
    };
    await expect(load()).rejects.toMatchObject({ code: 'network' });
    expect(cache.entries.size).toBe(0);
    answer = serveBoth;
    await expect(load()).resolves.toMatchObject({ source: { fromCache: false } });
  });

  it('tells a missing file from a broken server and from no server', async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(load()).rejects.toMatchObject({ code: 'not-found' });
    answer = (_, response) => response.writeHead(503).end();
    await expect(load()).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('503') });
    await expect(openServedModel('http://127.0.0.1:9/')).rejects.toMatchObject({ code: 'network' });
  });

  it.each([
    ['damaged', new Uint8Array(200_000).buffer],
    ['truncated', new Uint8Array(5).buffer],
  ])('replaces a %s cache entry by a fresh download', async (_, entry) => {
    cache.entries.set(keyOf(weights), entry);
    const { source } = await load();
    expect(source.fromCache).toBe(false);
    expect(Buffer.from(cache.entries.get(keyOf(weights))!).equals(content)).toBe(true);
    expect(requested).toEqual(['/weights.data']);
  });

  it('drops a damaged cache entry also if the server cannot replace it', async () => {
    cache.entries.set(keyOf(weights), new ArrayBuffer(5));
    answer = (_, response) => response.writeHead(404).end();
    await expect(load()).rejects.toMatchObject({ code: 'not-found' });
    expect(cache.entries.size).toBe(0);
  });

  it('goes on without a cache that is denied, and says so', async () => {
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('denied by policy', 'SecurityError')) });
    const { source, bytes } = await load();
    expect(bytes[0]).toHaveLength(200_000);
    expect(source.problem()).toContain('denied by policy');
  });

  it('goes on where there is no Cache Storage at all', async () => {
    vi.stubGlobal('caches', undefined);
    const { source } = await load();
    expect([source.fromCache, source.problem()]).toEqual([false, expect.any(String)]);
  });

  it('goes on when the disk is full, and says so', async () => {
    cache.put = () => Promise.reject(new DOMException('quota exceeded', 'QuotaExceededError'));
    const { source } = await load();
    expect(source.fromCache).toBe(false);
    expect(source.problem()).toBe('The browser could not keep weights.data (quota exceeded).');
  });

  it('reports a size that no memory holds', async () => {
    await expect(load([{ ...weights, bytes: Number.MAX_SAFE_INTEGER }])).rejects.toMatchObject({
      code: 'out-of-memory',
    });
  });
});

describe('openServedModel', () => {
  it('reads the manifest', async () => {
    expect((await openServedModel(url)).manifest).toEqual(manifest);
  });

  it('names a missing manifest', async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(openServedModel(`${url}elsewhere/`)).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no ${url}elsewhere/manifest.json.`,
    });
  });

  it('refuses what is not a manifest, such as the page that some servers send for everything', async () => {
    servedManifest = '<!doctype html>';
    await expect(openServedModel(url)).rejects.toMatchObject({ code: 'bad-manifest' });
  });
});
