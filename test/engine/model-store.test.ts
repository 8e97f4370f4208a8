import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchManifest, loadModelFiles } from '../../src/engine/model-store.ts';
import type { ModelFile } from '../../src/model/manifest.ts';

/** What Node lacks of Cache Storage; the real one is used in test/e2e/engine.spec.ts. Bodies are copied, as there. */
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
  server = createServer((request, response) => {
    requested.push(request.url!);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});

const load = (files: readonly ModelFile[] = [weights]) => loadModelFiles(url, files, () => {});

describe('loadModelFiles', () => {
  it('fetches once, then reads from the cache', async () => {
    const first = await load([graph, weights]);
    expect(Buffer.from(first.bytes.get('weights.data')!).equals(content)).toBe(true);
    expect([first.fromCache, first.cacheProblem]).toEqual([false, null]);

    const second = await load([graph, weights]);
    expect(Buffer.from(second.bytes.get('weights.data')!).equals(content)).toBe(true);
    expect(second.fromCache).toBe(true);
    expect(requested).toEqual(['/graph.onnx', '/weights.data']);
  });

  it('counts bytes over all files, from the network and from the cache', async () => {
    for (const _ of ['network', 'cache']) {
      const seen: [string, number][] = [];
      await loadModelFiles(url, [graph, weights], (...progress) => seen.push(progress));
      const loaded = seen.map(([, bytes]) => bytes);
      expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
      expect(seen.at(-1)).toEqual(['verify', 200_003]);
      expect(seen).toContainEqual(['verify', 3]);
      expect(seen).toContainEqual(['download', 200_003]);
    }
  });

  it('refuses a file with another hash and keeps nothing of it', async () => {
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
  ])('refuses a file that is %s', async (_, body, message) => {
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
    await expect(load()).resolves.toMatchObject({ fromCache: false });
  });

  it('tells a missing file from a broken server and from no server', async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(load()).rejects.toMatchObject({ code: 'not-found' });
    answer = (_, response) => response.writeHead(503).end();
    await expect(load()).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('503') });
    await expect(loadModelFiles('http://127.0.0.1:9/', [weights], () => {})).rejects.toMatchObject({ code: 'network' });
  });

  it.each([
    ['damaged', new Uint8Array(200_000).buffer],
    ['truncated', new Uint8Array(5).buffer],
  ])('replaces a %s cache entry by a fresh download', async (_, entry) => {
    cache.entries.set(keyOf(weights), entry);
    const files = await load();
    expect(files.fromCache).toBe(false);
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
    const files = await load();
    expect(files.bytes.get('weights.data')).toHaveLength(200_000);
    expect(files.cacheProblem).toContain('denied by policy');
  });

  it('goes on where there is no Cache Storage at all', async () => {
    vi.stubGlobal('caches', undefined);
    await expect(load()).resolves.toMatchObject({ fromCache: false, cacheProblem: expect.any(String) });
  });

  it('goes on when the disk is full, and says so', async () => {
    cache.put = () => Promise.reject(new DOMException('quota exceeded', 'QuotaExceededError'));
    await expect(load()).resolves.toMatchObject({
      fromCache: false,
      cacheProblem: 'The browser could not keep weights.data (quota exceeded).',
    });
  });

  it('reports a size that no memory holds', async () => {
    await expect(load([{ ...weights, bytes: Number.MAX_SAFE_INTEGER }])).rejects.toMatchObject({
      code: 'out-of-memory',
    });
  });
});

describe('fetchManifest', () => {
  it('names a missing manifest', async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(fetchManifest(url)).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no ${url}manifest.json.`,
    });
  });

  it('refuses what is not a manifest, such as the page that some servers send for everything', async () => {
    answer = (_, response) => response.end('<!doctype html>');
    await expect(fetchManifest(url)).rejects.toMatchObject({ code: 'bad-manifest' });
  });
});
