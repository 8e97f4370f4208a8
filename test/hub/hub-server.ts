/**
 * A server on localhost that speaks the hub's protocol as far as reading a model needs it, with the network's faults at
 * will. Sources: the requests of `@huggingface/hub`, and the headers that huggingface.co answers them with. Files are
 * served by a second server, to which the first redirects, as the hub does to its storage.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

interface HubFaults {
  /** Cut the connection after so many bytes of each of the next `count` answers with files. */
  cut?: { count: number; afterBytes: number };
  /** Send nothing more after so many bytes of each of the next `count` answers with files. */
  hang?: { count: number; afterBytes: number };
  /** Answer the next `count` requests of any kind with this status. */
  busy?: { count: number; status: number; retryAfter?: string };
  /** Flip a bit of the byte at this offset of a file. */
  wrongByte?: { file: string; offset: number };
  /** Answer with the whole file whatever part is asked for. */
  ignoreRanges?: boolean;
  /** Send another part than the one asked for, so many times. */
  confuseRanges?: { count: number };
  /** Answer nothing to requests for files once so many bytes were sent. */
  stallAfter?: number;
  /** Bytes a second of each answer. */
  rate?: number;
}

export interface HubServer {
  readonly endpoint: string;
  readonly commit: string;
  /** May be changed while it runs. */
  readonly faults: HubFaults;
  /** Of weights and everything else, as the storage server sent them. */
  sentBytes(): number;
  /** "GET /path range", in the order of their arrival. */
  readonly requests: readonly string[];
  /** Authorization headers that the storage server got; it must get none. */
  readonly leaked: readonly string[];
  /** Puts other files in the repository, under another commit; the earlier one stays readable. */
  push(folder: string): string;
  /** From now on, signed addresses that were handed out before are refused. */
  expire(): void;
  close(): Promise<void>;
}

export interface HubRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly folder: string;
  /** Readable with this token alone. */
  readonly token?: string;
  /** Readable with the token of an account that has accepted the terms. */
  readonly gated?: boolean;
  readonly licence?: string;
  /** Large files have no xet storage: the hub redirects to addresses that carry a signature and end one day. */
  readonly signed?: boolean;
}

/** Files by name, with their SHA-256. */
type Snapshot = ReadonlyMap<string, { readonly bytes: Buffer; readonly sha256: string }>;

const sha = (algorithm: string, ...parts: (string | Buffer)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest('hex');

/** Files of so many bytes are in Git LFS, as on the hub. */
const LFS_BYTES = 10_000;

export async function startHub(repository: HubRepository): Promise<HubServer> {
  const snapshots = new Map<string, Snapshot>();
  const push = (folder: string): string => {
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    const snapshot = new Map(
      names.map((name) => {
        const bytes = readFileSync(join(folder, name));
        return [name, { bytes, sha256: sha('sha256', bytes) }];
      }),
    );
    const commit = sha('sha1', ...[...snapshot].flatMap(([name, { sha256 }]) => [name, sha256]));
    snapshots.set(commit, snapshot);
    return commit;
  };
  let main = push(repository.folder);
  const faults: HubFaults = {};
  const requests: string[] = [];
  const leaked: string[] = [];
  let sent = 0;
  let signature = 1;

  const storage = createServer((request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) leaked.push(authorization);
    const { pathname, searchParams } = new URL(request.url!, 'http://storage');
    const [, commit, name] = pathname.split('/') as [string, string, string];
    if (repository.signed) {
      if (searchParams.get('signature') !== String(signature)) {
        response.writeHead(403).end();
        return;
      }
      // By this the hub's client knows an address that it may keep.
      response.setHeader('x-cache', 'Hit from cloudfront');
    }
    void send(request, response, name, snapshots.get(commit)!.get(name)!);
  });

  const send = async (
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    { bytes: file, sha256 }: { bytes: Buffer; sha256: string },
  ) => {
    if (faults.stallAfter !== undefined && sent >= faults.stallAfter) return;
    const range = faults.ignoreRanges ? null : /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    let [start, end] =
      range === null ? [0, file.length] : [Number(range[1]), Math.min(file.length, Number(range[2]) + 1)];
    if (faults.confuseRanges !== undefined && faults.confuseRanges.count > 0 && end - start > 1) {
      faults.confuseRanges.count--;
      start -= Math.min(start, 1);
      end -= 1;
    }
    const { wrongByte } = faults;
    let body = file.subarray(start, end);
    if (wrongByte?.file === name && wrongByte.offset >= start && wrongByte.offset < end) {
      body = Buffer.from(body);
      body[wrongByte.offset - start]! ^= 1;
    }
    response.writeHead(range === null ? 200 : 206, {
      'content-length': body.length,
      'content-type': 'application/octet-stream',
      etag: `"${sha256}"`,
      ...(range !== null && { 'content-range': `bytes ${start}-${end - 1}/${file.length}` }),
    });
    const broken = [faults.cut, faults.hang].find(
      (fault) => fault && fault.count > 0 && body.length > fault.afterBytes,
    );
    if (broken) broken.count--;
    const whole = broken ? body.subarray(0, broken.afterBytes) : body;
    const step = faults.rate === undefined ? whole.length : Math.max(1, Math.floor(faults.rate / 50));
    for (let at = 0; at < whole.length; at += step) {
      const part = whole.subarray(at, at + step);
      sent += part.length;
      response.write(part);
      if (faults.rate !== undefined) await delay(20);
    }
    if (!broken) response.end();
    else if (broken === faults.cut) setTimeout(() => response.destroy(), 20);
  };

  const hub = createServer((request, response) => {
    const url = new URL(request.url!, 'http://hub');
    requests.push(`${request.method} ${url.pathname} ${request.headers.range ?? ''}`.trimEnd());
    const refuse = (status: number, code?: string) => {
      response.writeHead(status, { 'content-type': 'application/json', ...(code && { 'x-error-code': code }) });
      response.end(JSON.stringify({ error: code ?? `status ${status}` }));
    };
    const { busy } = faults;
    if (busy !== undefined && busy.count > 0) {
      busy.count--;
      if (busy.retryAfter !== undefined) response.setHeader('retry-after', busy.retryAfter);
      return refuse(busy.status);
    }
    const entitled = repository.token === undefined || request.headers.authorization === `Bearer ${repository.token}`;
    const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(decodeURIComponent(url.pathname));
    const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/([^/]+)$/.exec(decodeURIComponent(url.pathname));
    const name = api?.[1] ?? resolve?.[1];
    // The hub does not tell a stranger whether a private repository exists.
    if (name !== repository.name || (!entitled && !repository.gated)) {
      return refuse(request.headers.authorization ? 404 : 401, 'RepoNotFound');
    }
    const asked = api?.[3] ?? resolve![2]!;
    const commit = asked === 'main' ? main : asked;
    const snapshot = snapshots.get(commit);
    if (snapshot === undefined) return refuse(404, 'RevisionNotFound');
    if (api?.[2] === 'revision') {
      response.setHeader('content-type', 'application/json');
      const card = repository.licence && { cardData: { license: repository.licence } };
      return response.end(JSON.stringify({ _id: '1', id: name, sha: commit, lastModified: 0, gated: false, ...card }));
    }
    if (api !== null) {
      response.setHeader('content-type', 'application/json');
      return response.end(
        JSON.stringify([{ type: 'directory', path: 'assets', size: 0, oid: commit }, ...tree(snapshot)]),
      );
    }
    if (!entitled) return refuse(request.headers.authorization ? 403 : 401, 'GatedRepo');
    const file = snapshot.get(resolve![3]!);
    if (file === undefined) return refuse(404, 'EntryNotFound');
    // Of a large file the hub rather says where its xet storage has it, to a client that asks for that.
    const inXet = file.bytes.length >= LFS_BYTES && !repository.signed;
    if (inXet && request.headers.accept?.includes('xet-fileinfo')) {
      const at = `http://localhost:${portOf(hub)}/api/models/${name}`;
      response.writeHead(200, {
        'content-type': 'application/vnd.xet-fileinfo+json',
        'x-linked-size': file.bytes.length,
        'x-linked-etag': `"${file.sha256}"`,
        'x-xet-hash': file.sha256,
        link: `<${at}/xet-read-token/${commit}>; rel="xet-auth", <${at}/${file.sha256}>; rel="xet-reconstruction-info"`,
      });
      return response.end('{}');
    }
    response.writeHead(302, {
      location: `http://127.0.0.1:${portOf(storage)}/${commit}/${resolve![3]}?signature=${signature}`,
      'x-linked-size': file.bytes.length,
      'x-linked-etag': `"${file.sha256}"`,
      'x-repo-commit': commit,
    });
    return response.end();
  });

  await Promise.all([storage, hub].map(listen));
  return {
    endpoint: `http://localhost:${portOf(hub)}`,
    get commit() {
      return main;
    },
    faults,
    sentBytes: () => sent,
    requests,
    leaked,
    push(folder) {
      main = push(folder);
      return main;
    },
    expire: () => {
      signature++;
    },
    close: async () => {
      for (const server of [hub, storage]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function tree(snapshot: Snapshot) {
  return [...snapshot].map(([path, { bytes: file, sha256 }]) => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${file.length}\n`;
    const stored = file.length >= LFS_BYTES ? Buffer.from(pointer) : file;
    const entry = { type: 'file', path, size: file.length, oid: sha('sha1', `blob ${stored.length}\0`, stored) };
    if (stored === file) return entry;
    return { ...entry, lfs: { oid: sha256, size: file.length, pointerSize: stored.length } };
  });
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, () => resolve()));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
